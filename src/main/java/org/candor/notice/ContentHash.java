package org.candor.notice;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.candor.incident.Facts;
import org.candor.plumbing.StrictJson;

/**
 * What an approval is for: SHA-256 over all that a reader of the notice could see or that decides when and how it goes
 * out. The order of keys does not count; everything else does.
 */
final class ContentHash {
    private ContentHash() {}

    /**
     * The hash of a notice as 64 hexadecimal digits.
     *
     * @param facts what is known of the incident: if that changes, the hash is another one
     */
    static String of(Spec spec, Facts facts) {
        byte[] text = text(spec, facts).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** What is hashed: JSON in one line, its keys in order. */
    static String text(Spec spec, Facts facts) {
        Map<String, Object> whole = new TreeMap<>();
        whole.put("notice", sorted(StrictJson.shared().valueToTree(spec)));
        whole.put("incident", sorted(StrictJson.shared().valueToTree(facts)));
        return StrictJson.write(whole);
    }

    private static Object sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> fields = new TreeMap<>();
            node.properties().forEach(it -> fields.put(it.getKey(), sorted(it.getValue())));
            return fields;
        }
        return node.isArray() ? node.valueStream().map(ContentHash::sorted).toList() : node;
    }
}
