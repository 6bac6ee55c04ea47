package org.candor.plumbing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and verifies a call as Standard Webhooks say (specification, "Signature scheme"): over {@code id.timestamp.body},
 * HMAC-SHA-256 behind {@code v1,} or ed25519 behind {@code v1a,}, in base 64. There is one key, or two while an old one is
 * still in use.
 */
public final class WebhookSignature {
    private static final String HMAC = "HmacSHA256";
    private static final String SECRET = "whsec_";
    private static final String PUBLIC = "whpk_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final int ED25519 = 32;
    /** More signatures than any rotation needs; each costs a calculation. */
    private static final int MOST = 8;

    /** What stands before the 32 bytes of an ed25519 key in its X.509 form (RFC 8410, section 4). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private sealed interface Key {}

    private record Secret(byte[] bytes) implements Key {}

    private record Public(PublicKey key) implements Key {}

    private final List<Key> keys;

    private WebhookSignature(List<Key> keys) {
        this.keys = keys;
    }

    /** Secrets as their file has them, one or two lines; throws {@link IllegalArgumentException} without saying a word of them. */
    public static WebhookSignature of(List<String> lines) {
        return keys(lines, false);
    }

    /** The same for verifying only: a line may also be the public key {@code whpk_…} of whoever signs. */
    public static WebhookSignature verifying(List<String> lines) {
        return keys(lines, true);
    }

    private static WebhookSignature keys(List<String> lines, boolean publicToo) {
        List<Key> keys = lines.stream()
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .<Key>map(it -> publicToo && it.startsWith(PUBLIC) ? publicKey(it) : secret(it))
                .toList();
        if (keys.isEmpty() || keys.size() > 2) {
            throw new IllegalArgumentException("a webhook has one secret, or two while it is changed");
        }
        return new WebhookSignature(keys);
    }

    private static Secret secret(String line) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(line.startsWith(SECRET) ? line.substring(SECRET.length()) : line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a webhook's secret is whsec_ and base 64");
        }
        if (secret.length < SHORTEST || secret.length > LONGEST) {
            throw new IllegalArgumentException("a webhook's secret has 24 to 64 bytes");
        }
        return new Secret(secret);
    }

    private static Public publicKey(String line) {
        try {
            byte[] raw = Base64.getDecoder().decode(line.substring(PUBLIC.length()));
            if (raw.length != ED25519) {
                throw new IllegalArgumentException("a key of another length");
            }
            return new Public(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(join(X509, raw))));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalArgumentException("a webhook's public key is whpk_ and 32 bytes in base 64");
        }
    }

    /**
     * The value of {@code webhook-signature}.
     *
     * @param timestamp Unix seconds, as in {@code webhook-timestamp}
     */
    public String sign(String id, long timestamp, String body) {
        byte[] signed = signed(id, Long.toString(timestamp), body.getBytes(StandardCharsets.UTF_8));
        return keys.stream()
                .filter(Secret.class::isInstance)
                .map(Secret.class::cast)
                .map(it -> "v1," + Base64.getEncoder().encodeToString(hmac(it.bytes(), signed)))
                .collect(Collectors.joining(" "));
    }

    /**
     * True if one of the signatures was made with one of the keys. Takes as long for a wrong one as for the right one.
     *
     * @param id without a dot, or the signed text could be read in two ways
     * @param signatures the value of {@code webhook-signature}: one or several, apart by blanks
     */
    public boolean verifies(String id, String timestamp, byte[] body, String signatures) {
        byte[] signed = signed(id, timestamp, body);
        String[] all = signatures.strip().split(" +", MOST + 1);
        List<String> some = List.of(all).subList(0, Math.min(all.length, MOST));
        boolean good = false;
        for (Key key : keys) {
            good |= switch (key) {
                case Secret it -> fits(it, signed, some);
                case Public it -> fits(it, signed, some);
            };
        }
        return good && id.indexOf('.') < 0;
    }

    /** Calculated once, however many signatures a stranger sends. */
    private static boolean fits(Secret secret, byte[] signed, List<String> signatures) {
        byte[] own = hmac(secret.bytes(), signed);
        boolean good = false;
        for (String signature : signatures) {
            good |= signature.startsWith("v1,") && MessageDigest.isEqual(own, bytes(signature.substring(3)));
        }
        return good;
    }

    private static boolean fits(Public key, byte[] signed, List<String> signatures) {
        boolean good = false;
        for (String signature : signatures) {
            good |= fits(key, signed, signature);
        }
        return good;
    }

    private static boolean fits(Public key, byte[] signed, String signature) {
        if (!signature.startsWith("v1a,")) {
            return false;
        }
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key.key());
            ed25519.update(signed);
            return ed25519.verify(bytes(signature.substring(4)));
        } catch (GeneralSecurityException e) {
            // Bytes that are no signature at all.
            return false;
        }
    }

    /** Empty for what is not base 64. */
    private static byte[] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] signed(String id, String timestamp, byte[] body) {
        return join((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8), body);
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(first.length + second.length);
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
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
