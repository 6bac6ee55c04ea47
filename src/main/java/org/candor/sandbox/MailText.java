package org.candor.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The encodings of a mail undone: quoted-printable and base64 (RFC 2045), encoded words (RFC 2047). Texts are one char a byte. */
final class MailText {
    private static final Pattern WORD = Pattern.compile("=\\?([^?\\s*]+)(?:\\*[^?\\s]*)?\\?([bBqQ])\\?([^?\\s]*)\\?=");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=\\?=)\\s+(?==\\?[^?\\s]+\\?[bBqQ]\\?)");

    private MailText() {}

    /** A header's value as somebody reads it. */
    static String header(String value) {
        String joined = BETWEEN_WORDS.matcher(utf8(value)).replaceAll("");
        return WORD.matcher(joined)
                .replaceAll(it -> Matcher.quoteReplacement(word(it.group(2), it.group(3), it.group(1))));
    }

    private static String word(String encoding, String text, String charset) {
        byte[] bytes = encoding.equalsIgnoreCase("b")
                ? decoded("base64", text)
                : decoded("quoted-printable", text.replace('_', ' '));
        return text(bytes, charset);
    }

    /** What a part's encoding stands for; the bytes as they are if it is none or broken. */
    static byte[] decoded(String encoding, String body) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "base64" -> base64(body);
            case "quoted-printable" -> quoted(body);
            default -> body.getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    private static byte[] base64(String body) {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException broken) {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] quoted(String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length());
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            int high = c == '=' && i + 2 < body.length() ? Character.digit(body.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(body.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else if (c == '=' && body.startsWith("\r\n", i + 1)) {
                i += 2;
            } else if (c == '=' && body.startsWith("\n", i + 1)) {
                i++;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    /** In a charset that this Java has, else in UTF-8. */
    static String text(byte[] bytes, String charset) {
        try {
            return new String(bytes, charset.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(charset));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Headers of RFC 6532 are UTF-8. */
    private static String utf8(String value) {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
