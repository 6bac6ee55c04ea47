package org.candor.receipt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs e-mail events as the source {@code mailer} of the tests does, by a hand of its own. */
public final class EmailHook {
    public static final String NAME = "mailer";
    private static final Path SECRETS = Path.of("src/test/resources/org/candor/receipt/mailer-secret");
    /** What the public key in the file belongs to. */
    private static final String SEED = "candor tests: thirty-two bytes o";

    private EmailHook() {}

    /** Base 64 of HMAC-SHA-256 with the secret of the file. */
    public static String hmac(String id, String timestamp, byte[] body) {
        return hmac(secret(), id, timestamp, body);
    }

    /** The same with a secret that nobody knows. */
    public static String stranger(String id, String timestamp, byte[] body) {
        return hmac("somebody else's secret: 32 bytes".getBytes(StandardCharsets.US_ASCII), id, timestamp, body);
    }

    public static String ed25519(String id, String timestamp, byte[] body) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(
                            NamedParameterSpec.ED25519, SEED.getBytes(StandardCharsets.US_ASCII))));
            signature.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            signature.update(body);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hmac(byte[] secret, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] secret() {
        try {
            List<String> lines = Files.readAllLines(SECRETS);
            return Base64.getDecoder().decode(lines.getFirst().substring("whsec_".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
