package org.candor.house;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.candor.courier.CourierConfig;
import org.candor.receipt.EmailHook;

/** Signs a row's request as {@code signature} or {@code standard_webhook} of the row says, by a hand of its own. */
final class Callback {
    private static final String OLD = "0123456789abcdef0123456789abcdef";
    private static final String NOT_OURS = "fedcba9876543210fedcba9876543210";

    private Callback() {}

    static String accountSid() {
        return account().accountSid();
    }

    /** The headers that prove where the request comes from; what the row says of them itself counts more. */
    static Map<String, String> headers(JsonNode request, byte[] body, Scene scene) {
        if (request.has("signature")) {
            String url = scene.fill(account().callbackUrl().orElseThrow()
                    + request.path("path").asText()
                    + (request.has("query") ? "?" + request.get("query").asText() : ""));
            String signature = twilio(request.get("signature").asText(), url, body);
            return signature.isEmpty() ? Map.of() : Map.of("X-Twilio-Signature", signature);
        }
        return request.has("standard_webhook") ? webhook(request, body, scene) : Map.of();
    }

    private static String twilio(String how, String url, byte[] body) {
        return switch (how) {
            case "none" -> "";
            case "valid" -> twilio(url, body, token());
            case "with the old token, in rotation" -> twilio(url, body, old());
            case "with the secondary token, not configured" -> twilio(url, body, NOT_OURS);
            case "for another attempt" -> twilio(another(url), body, token());
            case "for another host" -> twilio(url.replace("://", "://other."), body, token());
            case "over other parameters" ->
                twilio(url, "MessageStatus=sent".getBytes(StandardCharsets.US_ASCII), token());
            case "not base64" -> "!" + twilio(url, body, token()).substring(1);
            case "cut short" -> twilio(url, body, token()).substring(0, 20);
            case "empty" -> " ";
            case "with the fragment" -> twilio(url + "#rc=5&rp=all", body, token());
            default -> throw new IllegalArgumentException("nobody signs " + how);
        };
    }

    /** The address of an attempt whose id ends in another digit. */
    private static String another(String url) {
        int last = url.length() - 1;
        return url.substring(0, last) + (url.charAt(last) == 'f' ? '0' : 'f');
    }

    private static String twilio(String url, byte[] body, String token) {
        StringBuilder signed = new StringBuilder(url);
        parameters(body).forEach((name, value) -> signed.append(name).append(value));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SortedMap<String, String> parameters(byte[] body) {
        SortedMap<String, String> parameters = new TreeMap<>();
        for (String one : new String(body, StandardCharsets.UTF_8).split("&")) {
            String[] parts = one.split("=", 2);
            try {
                parameters.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
            } catch (IllegalArgumentException e) {
                // A body that is no form; it is signed as far as it is one.
                parameters.put(one, "");
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The token in force. The old one is put behind it, as while a token is exchanged. */
    private static String token() {
        try {
            Path file = account().authTokenFile();
            List<String> lines = Files.readAllLines(file);
            if (!lines.contains(OLD)) {
                Files.writeString(file, lines.getFirst() + "\n" + OLD + "\n");
            }
            return lines.getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String old() {
        token();
        return OLD;
    }

    /** As the service has it: its address was fixed before it knew the port that it listens at. */
    private static CourierConfig.Sms account() {
        return Objects.requireNonNull(
                CDI.current().select(CourierConfig.class).get().sms().get("main"));
    }

    private static Map<String, String> webhook(JsonNode request, byte[] body, Scene scene) {
        String id = said(request, "webhook-id", "evt_" + Scene.random(24), scene);
        String at = said(request, "webhook-timestamp", Long.toString(System.currentTimeMillis() / 1000), scene);
        boolean stranger = request.get("standard_webhook").asText().equals("with the secret of another endpoint");
        String right = stranger ? EmailHook.stranger(id, at, body) : EmailHook.hmac(id, at, body);
        scene.save("sig", right);
        scene.save("wrong", EmailHook.hmac(id, at, new byte[] {1}));
        scene.save("ed25519", EmailHook.ed25519(id, at, body));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", at);
        headers.put("webhook-signature", "v1," + right);
        return headers;
    }

    private static String said(JsonNode request, String header, String otherwise, Scene scene) {
        JsonNode said = request.path("headers").path(header);
        return said.isTextual() ? scene.fill(said.asText()) : otherwise;
    }
}
