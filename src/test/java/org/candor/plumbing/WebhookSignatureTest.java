package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_b25seSB0ZXN0cyBrbm93IHRoZXNlIDMyIGJ5dGVzISE=";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String AT = "1614265330";
    private static final String TEXT = "{\"test\": 2432232314}";
    private static final byte[] BODY = TEXT.getBytes(StandardCharsets.UTF_8);
    private static final String SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void a_signature_is_that_of_the_specifications_example() {
        assertEquals(SIGNED, WebhookSignature.of(List.of(SECRET)).sign(ID, Long.parseLong(AT), TEXT));
        assertTrue(verifies(SECRET, SIGNED));
    }

    @Test
    void one_of_several_signatures_and_one_of_two_secrets_is_enough() {
        assertTrue(verifies(SECRET, "v1,AAAA " + SIGNED));
        assertTrue(verifies(SECRET, SIGNED + "   v2,whatever"));
        WebhookSignature both = WebhookSignature.verifying(List.of(OTHER, SECRET));
        assertTrue(both.verifies(ID, AT, BODY, SIGNED));
        assertFalse(verifies(OTHER, SIGNED));
    }

    @Test
    void anything_else_is_no_signature() {
        String bytes = SIGNED.substring(3);
        for (String wrong : List.of(
                "",
                " ",
                bytes,
                "v1" + bytes,
                "v2," + bytes,
                "V1," + bytes,
                "v1a," + bytes,
                "v1, " + bytes,
                "v1,",
                SIGNED + "=",
                SIGNED.substring(0, 20),
                "v1,?",
                SIGNED + "," + SIGNED)) {
            assertFalse(verifies(SECRET, wrong), wrong);
        }
        WebhookSignature signature = WebhookSignature.verifying(List.of(SECRET));
        assertFalse(signature.verifies("msg", AT, BODY, SIGNED));
        assertFalse(signature.verifies(ID, "1614265331", BODY, SIGNED));
        assertFalse(signature.verifies(ID, AT, new byte[0], SIGNED));
    }

    @Test
    void a_dot_in_the_id_cannot_move_the_line_between_id_and_time() {
        String signed = WebhookSignature.of(List.of(SECRET)).sign("msg", 1L, "2.x");
        assertTrue(WebhookSignature.verifying(List.of(SECRET))
                .verifies("msg", "1", "2.x".getBytes(StandardCharsets.UTF_8), signed));
        assertFalse(WebhookSignature.verifying(List.of(SECRET))
                .verifies("msg.1", "2", "x".getBytes(StandardCharsets.UTF_8), signed));
    }

    @Test
    void more_signatures_than_any_rotation_needs_are_not_looked_at() {
        assertTrue(verifies(SECRET, "v1,AAAA ".repeat(7) + SIGNED));
        assertFalse(verifies(SECRET, "v1,AAAA ".repeat(8) + SIGNED));
    }

    @Test
    void a_public_key_verifies_and_cannot_sign() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] x509 = pair.getPublic().getEncoded();
        String line =
                "whpk_" + Base64.getEncoder().encodeToString(Arrays.copyOfRange(x509, x509.length - 32, x509.length));
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(pair.getPrivate());
        ed25519.update((ID + "." + AT + "." + TEXT).getBytes(StandardCharsets.UTF_8));
        String signed = Base64.getEncoder().encodeToString(ed25519.sign());
        assertTrue(verifies(line, "v1a," + signed));
        assertFalse(verifies(line, "v1," + signed));
        assertFalse(verifies(line, "v1a,AAAA"));
        assertFalse(verifies(SECRET, "v1a," + signed));
        assertTrue(WebhookSignature.verifying(List.of(SECRET, line)).verifies(ID, AT, BODY, "v1a," + signed));
        assertThrows(IllegalArgumentException.class, () -> WebhookSignature.of(List.of(line)));
    }

    @Test
    void a_secret_that_cannot_be_used_is_refused_without_being_quoted() {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of(""),
                List.of("whsec_AAAA"),
                List.of("whsec_?"),
                List.of("whpk_AAAA"),
                List.of("whpk_" + "A".repeat(43) + "?"),
                List.of(SECRET, OTHER, SECRET))) {
            String said = assertThrows(IllegalArgumentException.class, () -> WebhookSignature.verifying(wrong))
                    .getMessage();
            assertFalse(said.contains("AAAA"), said);
        }
    }

    private static boolean verifies(String line, String signatures) {
        return WebhookSignature.verifying(List.of(line)).verifies(ID, AT, BODY, signatures);
    }
}
