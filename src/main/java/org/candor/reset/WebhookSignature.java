package org.candor.reset;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a call as Standard Webhooks say (specification, "Signature scheme"): HMAC-SHA-256 over {@code id.timestamp.body},
 * in base 64 behind {@code v1,}; one signature for each secret, while an old one is still in use.
 */
final class WebhookSignature {
    private static final String HMAC = "HmacSHA256";
    private static final String MARK = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final List<byte[]> secrets;

    private WebhookSignature(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /** Secrets as their file has them, one or two lines; throws {@link IllegalArgumentException} without saying a word of them. */
    static WebhookSignature of(List<String> lines) {
        List<byte[]> secrets = lines.stream()
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .map(WebhookSignature::secret)
                .toList();
        if (secrets.isEmpty() || secrets.size() > 2) {
            throw new IllegalArgumentException("a webhook has one secret, or two while it is changed");
        }
        return new WebhookSignature(secrets);
    }

    private static byte[] secret(String line) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(line.startsWith(MARK) ? line.substring(MARK.length()) : line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a webhook's secret is whsec_ and base 64");
        }
        if (secret.length < SHORTEST || secret.length > LONGEST) {
            throw new IllegalArgumentException("a webhook's secret has 24 to 64 bytes");
        }
        return secret;
    }

    /**
     * The value of {@code webhook-signature}.
     *
     * @param timestamp Unix seconds, as in {@code webhook-timestamp}
     */
    String sign(String id, long timestamp, String body) {
        byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(it -> "v1," + Base64.getEncoder().encodeToString(hmac(it, signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] hmac(byte[] secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }
}
