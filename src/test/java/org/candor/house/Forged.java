package org.candor.house;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.candor.rig.Issuer;

/** Tokens as rows describe them: a good one of the issuer, but for what the row says. */
final class Forged {
    private static final String SCOPES = "incidents:read notices:read";

    private Forged() {}

    static String by(Issuer issuer, JsonNode defect) {
        Issuer.Token token = issuer.accessToken("forger", SCOPES);
        for (var it : defect.path("header").properties()) {
            token = token.head(it.getKey(), value(issuer, it.getKey(), it.getValue()));
        }
        for (var it : defect.path("claims").properties()) {
            token = token.claim(it.getKey(), claim(token, it.getKey(), it.getValue()));
        }
        return tampered(signed(token, defect), defect.path("tampered").asText())
                + defect.path("append").asText();
    }

    private static Object value(Issuer issuer, String field, JsonNode value) {
        boolean key = field.equals("jwk");
        return key ? Issuer.stranger().jwk() : plain(value);
    }

    private static Object claim(Issuer.Token token, String name, JsonNode value) {
        return value.asText().equals("as string") ? token.claims().get(name).toString() : plain(value);
    }

    private static Object plain(JsonNode value) {
        return value.isNull()
                ? null
                : value.isNumber() ? value.numberValue() : value.isTextual() ? value.asText() : value;
    }

    private static String signed(Issuer.Token token, JsonNode defect) {
        String algorithm = token.header().getOrDefault("alg", "").toString();
        if (algorithm.equalsIgnoreCase("none")) {
            return token.unsigned() + ".";
        }
        if (algorithm.startsWith("HS")) {
            return token.unsigned() + "." + shared(token);
        }
        return defect.path("signed_with").asText().equals("attacker key")
                ? token.forgedBy(Issuer.stranger()).text()
                : token.text();
    }

    /** With what everybody has: the issuer's public key, taken for a shared secret. */
    private static String shared(Issuer.Token token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.signer().keys().getPublic().getEncoded(), "HmacSHA256"));
            return text(mac.doFinal(token.unsigned().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String tampered(String token, String part) {
        String[] parts = token.split("\\.", -1);
        switch (part) {
            case "header" ->
                parts[0] = text((new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8) + " ")
                        .getBytes(StandardCharsets.UTF_8));
            case "payload" ->
                parts[1] = text(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                        .replace("incidents:read", "incidents:write")
                        .getBytes(StandardCharsets.UTF_8));
            case "signature" -> parts[2] = (parts[2].charAt(0) == 'A' ? "B" : "A") + parts[2].substring(1);
            default -> {
                // As it was signed.
            }
        }
        return String.join(".", parts);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
