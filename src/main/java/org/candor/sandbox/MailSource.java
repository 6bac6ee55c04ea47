package org.candor.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail taken apart as its reader's program does it (RFC 5322, 2045, 2046). It never fails: what cannot be read is shown as it
 * came.
 *
 * @param headers unfolded, their words decoded
 * @param text the first part of plain text; empty if there is none
 * @param html the first part of HTML; empty if there is none
 * @param parts those that hold something, in order
 */
record MailSource(List<Header> headers, String text, String html, List<Part> parts) {
    record Header(String name, String value) {}

    /** @param size in bytes, decoded */
    record Part(String type, int size) {}

    private static final int DEEPEST = 5;
    private static final int MOST_PARTS = 50;
    private static final Pattern FOLD = Pattern.compile("\\r?\\n(?=[ \\t])");
    private static final Pattern BLANK = Pattern.compile("\\r?\\n\\r?\\n");
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([\\w-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))");

    MailSource {
        headers = List.copyOf(headers);
        parts = List.copyOf(parts);
    }

    static MailSource read(byte[] source) {
        Entity whole = Entity.of(new String(source, StandardCharsets.ISO_8859_1));
        Reading reading = new Reading();
        reading.visit(whole, 0);
        return new MailSource(whole.headers(), reading.text, reading.html, reading.parts);
    }

    /** Only the headers, without the rest. */
    static String subject(byte[] source) {
        return Entity.of(new String(source, StandardCharsets.ISO_8859_1)).header("Subject");
    }

    /** Headers and what follows them, one char a byte. */
    private record Entity(List<Header> headers, String body) {
        static Entity of(String text) {
            if (text.startsWith("\r\n") || text.startsWith("\n")) {
                return new Entity(List.of(), text.substring(text.indexOf('\n') + 1));
            }
            Matcher blank = BLANK.matcher(text);
            boolean whole = blank.find();
            String head = whole ? text.substring(0, blank.start()) : text;
            List<Header> headers = new ArrayList<>();
            for (String line : FOLD.matcher(head).replaceAll("").split("\\r?\\n")) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    String value = MailText.header(line.substring(colon + 1).strip());
                    headers.add(new Header(line.substring(0, colon).strip(), value));
                }
            }
            return new Entity(headers, whole ? text.substring(blank.end()) : "");
        }

        String header(String name) {
            return headers.stream()
                    .filter(it -> it.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .findFirst()
                    .orElse("");
        }

        String type() {
            String type = header("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            return type.isEmpty() ? "text/plain" : type;
        }

        String parameter(String name) {
            Matcher parameter = PARAMETER.matcher(header("Content-Type"));
            while (parameter.find()) {
                if (parameter.group(1).equalsIgnoreCase(name)) {
                    return parameter.group(2) == null
                            ? parameter.group(3)
                            : parameter.group(2).replaceAll("\\\\(.)", "$1");
                }
            }
            return "";
        }

        /** The bodies between the boundaries. */
        List<String> parts() {
            String boundary = parameter("boundary");
            List<String> parts = new ArrayList<>();
            String[] pieces =
                    ("\n" + body).split("\\r?\\n--" + Pattern.quote(boundary) + "(?=--|[ \\t]*(?:\\r?\\n|$))", -1);
            for (int i = 1; i < pieces.length && !pieces[i].startsWith("--"); i++) {
                int line = pieces[i].indexOf('\n');
                parts.add(line < 0 ? "" : pieces[i].substring(line + 1));
            }
            return boundary.isEmpty() ? List.of() : parts;
        }
    }

    private static final class Reading {
        private final List<Part> parts = new ArrayList<>();
        private String text = "";
        private String html = "";

        void visit(Entity entity, int depth) {
            String type = entity.type();
            if (type.startsWith("multipart/") && depth < DEEPEST) {
                entity.parts().forEach(it -> visit(Entity.of(it), depth + 1));
                return;
            }
            if (parts.size() == MOST_PARTS) {
                return;
            }
            byte[] bytes = MailText.decoded(entity.header("Content-Transfer-Encoding"), entity.body());
            parts.add(new Part(type, bytes.length));
            if (type.equals("text/plain") && text.isEmpty()) {
                text = MailText.text(bytes, entity.parameter("charset"));
            } else if (type.equals("text/html") && html.isEmpty()) {
                html = MailText.text(bytes, entity.parameter("charset"));
            }
        }
    }
}
