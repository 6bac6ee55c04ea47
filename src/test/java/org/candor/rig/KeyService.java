package org.candor.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key service of this machine that speaks as HashiCorp Vault's transit engine and as AWS KMS do, with keys of its own that
 * never leave it.
 */
public final class KeyService implements AutoCloseable {
    public static final String TOKEN = "s.token-of-a-test";
    static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final HttpServer server;
    private final SecureRandom random = new SecureRandom();
    private final List<byte[]> keys = new ArrayList<>();
    /** What was asked, without what it was asked with. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** The status of every answer, in place of one; 0 answers. */
    public volatile int fault;

    /** Whether associated data is minded, as older engines do not. */
    public volatile boolean binds = true;

    public KeyService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/transit/", this::transit);
        server.createContext("/", this::kms);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        rotate();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void rotate() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        keys.add(key);
    }

    /** Forgets the first versions of the key, as after {@code min_decryption_version} or a deleted key. */
    public void forgetOld() {
        keys.replaceAll(it -> it == keys.getLast() ? it : null);
    }

    private void transit(HttpExchange call) throws IOException {
        String path = call.getRequestURI().getPath().substring("/v1/transit/".length());
        asked.add(path);
        JsonNode body = JSON.readTree(call.getRequestBody());
        if (fault != 0) {
            answer(call, fault, Map.of("errors", List.of("a fault of " + fault)));
        } else if (!TOKEN.equals(call.getRequestHeaders().getFirst("X-Vault-Token"))) {
            answer(call, 403, Map.of("errors", List.of("permission denied")));
        } else {
            byte[] aad = binds
                    ? Base64.getDecoder().decode(body.path("associated_data").asText())
                    : new byte[0];
            try {
                answer(
                        call,
                        200,
                        Map.of(
                                "data",
                                switch (path) {
                                    case "encrypt/candor" ->
                                        Map.of(
                                                "ciphertext",
                                                "vault:v" + keys.size() + ":"
                                                        + text(seal(
                                                                Base64.getDecoder()
                                                                        .decode(body.path("plaintext")
                                                                                .asText()),
                                                                aad)));
                                    case "decrypt/candor" -> {
                                        String[] parts =
                                                body.path("ciphertext").asText().split(":");
                                        int version = Integer.parseInt(parts[1].substring(1));
                                        yield Map.of(
                                                "plaintext",
                                                text(open(
                                                        version,
                                                        Base64.getDecoder().decode(parts[2]),
                                                        aad)));
                                    }
                                    default -> throw new IllegalStateException(path);
                                }));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                answer(call, 400, Map.of("errors", List.of("cipher: message authentication failed")));
            }
        }
    }

    private void kms(HttpExchange call) throws IOException {
        String target = call.getRequestHeaders().getFirst("X-Amz-Target");
        asked.add(target);
        JsonNode body = JSON.readTree(call.getRequestBody());
        String signed = call.getRequestHeaders().getFirst("Authorization");
        byte[] aad = body.path("EncryptionContext").toString().getBytes(StandardCharsets.UTF_8);
        if (fault != 0) {
            answer(call, fault, Map.of("__type", fault == 400 ? "AccessDeniedException" : "KMSInternalException"));
        } else if (signed == null || !signed.matches("AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/eu-central-1/kms/.*")) {
            answer(call, 403, Map.of("__type", "MissingAuthenticationTokenException"));
        } else {
            try {
                answer(
                        call,
                        200,
                        switch (target) {
                            case "TrentService.Encrypt" ->
                                Map.of(
                                        "KeyId",
                                        ARN,
                                        "CiphertextBlob",
                                        text(seal(
                                                Base64.getDecoder()
                                                        .decode(body.path("Plaintext")
                                                                .asText()),
                                                aad)));
                            case "TrentService.Decrypt" ->
                                Map.of(
                                        "KeyId",
                                        ARN,
                                        "Plaintext",
                                        text(open(
                                                keys.size(),
                                                Base64.getDecoder()
                                                        .decode(body.path("CiphertextBlob")
                                                                .asText()),
                                                aad)));
                            default -> throw new IllegalStateException(target);
                        });
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                answer(call, 400, Map.of("__type", "InvalidCiphertextException"));
            }
        }
    }

    private byte[] seal(byte[] plain, byte[] aad) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.getLast(), nonce, aad).doFinal(plain);
        return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    }

    private byte[] open(int version, byte[] sealed, byte[] aad) throws GeneralSecurityException {
        byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE);
        return cipher(Cipher.DECRYPT_MODE, keys.get(version - 1), nonce, aad)
                .doFinal(sealed, NONCE, sealed.length - NONCE);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] aad) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(aad);
        return cipher;
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void answer(HttpExchange call, int status, Map<String, ?> body) throws IOException {
        byte[] text = JSON.writeValueAsBytes(body);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(status, text.length);
        call.getResponseBody().write(text);
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
