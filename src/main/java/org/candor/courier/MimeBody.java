package org.candor.courier;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Turns a text into a MIME part's header and body, so that neither an 8-bit byte, nor a line over 998 bytes, nor a lone CR
 * or LF reaches the wire.
 *
 * <p>Plain ASCII goes as it is. What is ASCII for the most part goes as quoted-printable: small, and readable in a raw
 * message. Everything else goes as base64.
 */
final class MimeBody {
    private static final int LONGEST_LINE = 990;
    private static final int QUOTED_LINE = 75;
    /** Above one byte in so many that is not ASCII, base64 is shorter than quoted-printable. */
    private static final int BASE64_FROM = 6;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AS_IS = header("7bit");
    private static final byte[] QUOTED = header("quoted-printable");
    private static final byte[] CODED = header("base64");

    private MimeBody() {}

    /** Adds the encoding's header, a blank line and the text; the caller has added the content type. */
    static void add(ByteText out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int foreign = 0;
        int longest = 0;
        int start = 0;
        boolean odd = false;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b < 0) {
                foreign++;
            } else if (b == '\n') {
                longest = Math.max(longest, i - start);
                start = i + 1;
            } else if (b < ' ' && b != '\t' && b != '\r' || b == 127) {
                odd = true;
            }
        }
        longest = Math.max(longest, bytes.length - start);
        if (foreign == 0 && !odd && longest <= LONGEST_LINE) {
            lines(out.add(AS_IS), bytes);
        } else if (foreign * BASE64_FROM <= bytes.length) {
            quoted(out.add(QUOTED), bytes);
        } else {
            coded(out.add(CODED), bytes);
        }
    }

    /** Line by line; CR LF, CR and LF all end a line and leave as CR LF. */
    private static void lines(ByteText out, byte[] bytes) {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                out.add(bytes, start, i - start).line();
                i = lineEnd(bytes, i);
                start = i + 1;
            }
        }
        out.add(bytes, start, bytes.length - start);
    }

    private static int lineEnd(byte[] bytes, int at) {
        return bytes[at] == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n' ? at + 1 : at;
    }

    private static void quoted(ByteText out, byte[] bytes) {
        int column = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                i = lineEnd(bytes, i);
                out.line();
                column = 0;
                continue;
            }
            boolean literal = b > ' ' && b < 127 && b != '=' || (b == ' ' || b == '\t') && !endsLine(bytes, i);
            int width = literal ? 1 : 3;
            if (column + width > QUOTED_LINE) {
                out.add((byte) '=').line();
                column = 0;
            }
            column += width;
            if (literal) {
                out.add(b);
            } else {
                out.add((byte) '=').add(HEX[b >> 4 & 15]).add(HEX[b & 15]);
            }
        }
    }

    private static boolean endsLine(byte[] bytes, int at) {
        return at + 1 == bytes.length || bytes[at + 1] == '\n' || bytes[at + 1] == '\r';
    }

    private static void coded(ByteText out, byte[] bytes) {
        ByteText canonical = new ByteText(bytes.length + 256);
        lines(canonical, bytes);
        byte[] whole = Arrays.copyOf(canonical.bytes(), canonical.length());
        out.add(Base64.getMimeEncoder(76, ByteText.CRLF).encode(whole));
    }

    private static byte[] header(String encoding) {
        return ("Content-Transfer-Encoding: " + encoding + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
