package org.candor.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.vault.Vault;

/** Tells whether two requests are the same: method, path and body, where the order of keys and blanks do not count. */
final class Fingerprint {
    private Fingerprint() {}

    /**
     * 32 bytes under a key of the installation: a body of few unknowns, such as one address, must not be found by trying.
     */
    static byte[] of(Vault vault, String method, String path, byte[] body) {
        MessageDigest digest = sha256();
        part(digest, method.getBytes(StandardCharsets.UTF_8));
        part(digest, path.getBytes(StandardCharsets.UTF_8));
        part(digest, canonical(body));
        return vault.mac("idempotency", digest.digest());
    }

    private static byte[] canonical(byte[] body) {
        if (body.length == 0) {
            return body;
        }
        try {
            JsonNode tree = StrictJson.tree(body);
            return StrictJson.write(sorted(tree)).getBytes(StandardCharsets.UTF_8);
        } catch (Problem e) {
            // Not JSON: the work itself will refuse it.
            return body;
        }
    }

    private static Object sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> fields = new TreeMap<>();
            node.properties().forEach(it -> fields.put(it.getKey(), sorted(it.getValue())));
            return fields;
        }
        if (node.isArray()) {
            return node.valueStream().map(Fingerprint::sorted).toList();
        }
        return node;
    }

    private static void part(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
