package org.candor.plumbing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A form as a browser posts it, read strictly: only fields that are known, each once. */
public record Form(Map<String, String> fields) {
    public static Form read(byte[] body, Set<String> known) {
        Map<String, String> fields = new HashMap<>();
        String text = new String(body, StandardCharsets.UTF_8);
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) {
                // The name is the sender's: only the fields that are known may be named.
                throw Problem.invalid("unknown-field", List.of(new Problem.At("", "unknown-field")));
            }
            if (fields.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
                throw Problem.invalid(List.of(new Problem.At("/" + name, "duplicate")));
            }
        }
        return new Form(fields);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "malformed-request", "The form has a broken percent-encoding.");
        }
    }

    /** The text of a field; empty if it was not sent. */
    public String get(String name) {
        return fields.getOrDefault(name, "");
    }
}
