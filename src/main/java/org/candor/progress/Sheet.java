package org.candor.progress;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.candor.plumbing.StrictJson;

/** What a {@link Dossier} remembers of the lines it has written. One writer at a time. */
final class Sheet {
    private final MessageDigest digest;
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();
    private long lines;

    Sheet() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** These lines, each with its end. */
    String add(List<String> more) {
        String text = String.join("\n", more) + "\n";
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        lines += more.size();
        return text;
    }

    void count(String channel, String state) {
        counts.computeIfAbsent(channel, _ -> new TreeMap<>()).merge(state, 1L, Long::sum);
    }

    /** By channel and state, in the order of their words, as JSON. */
    String counts() {
        return StrictJson.write(counts);
    }

    long lines() {
        return lines;
    }

    /** Of all lines so far, in hexadecimal; nothing can be added after it. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
