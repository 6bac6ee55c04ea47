package org.candor.rig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * An OpenID Connect issuer: discovery, keys, an authorization endpoint at which everybody is signed in already, and a token
 * endpoint for codes with PKCE and for client credentials. It also writes tokens that no issuer would.
 */
public final class Issuer implements AutoCloseable {
    public static final String AUDIENCE = "candor";
    public static final String CLIENT = "candor-console";
    public static final String SECRET = "a secret / with: odd+characters";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIFE = 300;
    private static final Signer STRANGER = rsa("stranger");

    /** A pair of keys and how they sign. */
    public record Signer(String algorithm, String kid, KeyPair keys, String signature) {
        String sign(String text) {
            try {
                Signature signing = Signature.getInstance(signature);
                signing.initSign(keys.getPrivate());
                signing.update(text.getBytes(StandardCharsets.US_ASCII));
                return base64(signing.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The public half as a JWK. */
        public Map<String, Object> jwk() {
            Map<String, Object> jwk = new LinkedHashMap<>(Map.of("kid", kid, "use", "sig", "alg", algorithm));
            switch (keys.getPublic()) {
                case RSAPublicKey it ->
                    jwk.putAll(Map.of(
                            "kty", "RSA", "n", number(it.getModulus(), 0), "e", number(it.getPublicExponent(), 0)));
                case ECPublicKey it ->
                    jwk.putAll(Map.of(
                            "kty",
                            "EC",
                            "crv",
                            "P-256",
                            "x",
                            number(it.getW().getAffineX(), 32),
                            "y",
                            number(it.getW().getAffineY(), 32)));
                case EdECPublicKey it -> jwk.putAll(Map.of("kty", "OKP", "crv", "Ed25519", "x", point(it)));
                default -> throw new IllegalStateException("no such key");
            }
            return jwk;
        }

        private static String number(BigInteger number, int length) {
            byte[] bytes = number.toByteArray();
            byte[] bare = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
            byte[] padded = new byte[Math.max(length, bare.length)];
            System.arraycopy(bare, 0, padded, padded.length - bare.length, bare.length);
            return base64(padded);
        }

        /** The last 32 bytes of an Ed25519 key's encoding are the point. */
        private static String point(EdECPublicKey key) {
            byte[] encoded = key.getEncoded();
            return base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        }
    }

    /** A token about to be signed. Null takes a field out. */
    public record Token(Map<String, Object> header, Map<String, Object> claims, Signer signer) {
        public Token head(String field, Object value) {
            return new Token(with(header, field, value), claims, signer);
        }

        public Token claim(String name, Object value) {
            return new Token(header, with(claims, name, value), signer);
        }

        /** With the key and algorithm of another signer, and named so. */
        public Token by(Signer other) {
            return new Token(with(with(header, "alg", other.algorithm()), "kid", other.kid()), claims, other);
        }

        /** Signed by somebody who keeps the header as it is. */
        public Token forgedBy(Signer other) {
            return new Token(header, claims, other);
        }

        public String text() {
            String signed = unsigned();
            return signed + "." + signer.sign(signed);
        }

        public String unsigned() {
            return base64(json(header)) + "." + base64(json(claims));
        }

        private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
            Map<String, Object> changed = new LinkedHashMap<>(map);
            if (value == null) {
                changed.remove(name);
            } else {
                changed.put(name, value);
            }
            return changed;
        }
    }

    /** What was asked for when a browser came by. */
    private record Asked(String client, String back, String nonce, String challenge) {}

    private final HttpServer server;
    private final Map<String, Asked> codes = new ConcurrentHashMap<>();
    private final Map<String, Signer> signers = new LinkedHashMap<>();
    private volatile UnaryOperator<Token> idToken = UnaryOperator.identity();
    private volatile boolean down;

    private Issuer(HttpServer server) {
        this.server = server;
        for (Signer it : List.of(rsa("rsa-1"), ec("ec-1"), ed("ed-1"))) {
            signers.put(it.algorithm(), it);
        }
    }

    /** One on a port of 127.0.0.1; 0 for any that is free. */
    public static Issuer start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            Issuer issuer = new Issuer(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", issuer::answer);
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public Signer signer(String algorithm) {
        return signers.get(algorithm);
    }

    /** A key that no issuer has. */
    public static Signer stranger() {
        return STRANGER;
    }

    /** How the ID tokens of sign-ins differ from good ones, from now on. */
    public void idTokens(UnaryOperator<Token> change) {
        idToken = change;
    }

    /** From now on it answers 503, or answers again. */
    public void down(boolean now) {
        down = now;
    }

    /** A good access token of a machine, RFC 9068. */
    public Token accessToken(String subject, String scope) {
        long now = now();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", name());
        claims.put("aud", AUDIENCE);
        claims.put("sub", subject);
        claims.put("client_id", subject);
        claims.put("iat", now);
        claims.put("exp", now + LIFE);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("scope", scope);
        Signer signer = signers.get("RS256");
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", signer.algorithm());
        header.put("typ", "at+jwt");
        header.put("kid", signer.kid());
        return new Token(header, claims, signer);
    }

    /** A good ID token of somebody who signed in. */
    public Token idToken(String subject, String nonce, List<String> scopes) {
        return accessToken(subject, "")
                .head("typ", "JWT")
                .claim("scope", null)
                .claim("client_id", null)
                .claim("aud", CLIENT)
                .claim("nonce", nonce)
                .claim("candor_scopes", scopes);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (down) {
                send(exchange, 503, "{}");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/.well-known/openid-configuration" -> send(exchange, 200, text(discovery()));
                case "/keys" ->
                    send(
                            exchange,
                            200,
                            text(Map.of(
                                    "keys",
                                    signers.values().stream().map(Signer::jwk).toList())));
                case "/authorize" -> authorize(exchange);
                case "/token" -> token(exchange);
                default -> send(exchange, 404, "{}");
            }
        }
    }

    private Map<String, Object> discovery() {
        return Map.of(
                "issuer", name(),
                "authorization_endpoint", name() + "/authorize",
                "token_endpoint", name() + "/token",
                "jwks_uri", name() + "/keys",
                "response_types_supported", List.of("code"),
                "subject_types_supported", List.of("public"),
                "code_challenge_methods_supported", List.of("S256"),
                "id_token_signing_alg_values_supported", List.copyOf(signers.keySet()));
    }

    /** Whoever comes is signed in already, and goes back with a code. */
    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        if (!"code".equals(query.get("response_type"))
                || !CLIENT.equals(query.get("client_id"))
                || !"S256".equals(query.get("code_challenge_method"))) {
            send(exchange, 400, "{}");
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, new Asked(CLIENT, query.get("redirect_uri"), query.get("nonce"), query.get("code_challenge")));
        String back = query.get("redirect_uri") + "?code=" + code + "&state=" + encode(query.get("state")) + "&iss="
                + encode(name());
        exchange.getResponseHeaders().set("Location", back);
        exchange.sendResponseHeaders(302, -1);
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        String expected = "Basic "
                + Base64.getEncoder()
                        .encodeToString((encode(CLIENT) + ":" + encode(SECRET)).getBytes(StandardCharsets.US_ASCII));
        if (!expected.equals(basic)) {
            send(exchange, 401, "{\"error\": \"invalid_client\"}");
        } else if ("client_credentials".equals(form.get("grant_type"))) {
            String token = accessToken(CLIENT, form.getOrDefault("scope", "")).text();
            send(exchange, 200, text(Map.of("access_token", token, "token_type", "Bearer", "expires_in", LIFE)));
        } else {
            code(exchange, form);
        }
    }

    private void code(HttpExchange exchange, Map<String, String> form) throws IOException {
        // A code is good once.
        Asked asked = codes.remove(form.getOrDefault("code", ""));
        if (asked == null
                || !asked.back().equals(form.get("redirect_uri"))
                || !asked.challenge().equals(challenge(form.getOrDefault("code_verifier", "")))) {
            send(exchange, 400, "{\"error\": \"invalid_grant\"}");
            return;
        }
        Token token =
                idToken.apply(idToken("olga", asked.nonce(), List.of("incidents:read", "notices:read", "unknown")));
        send(
                exchange,
                200,
                text(Map.of(
                        "access_token",
                        "opaque",
                        "token_type",
                        "Bearer",
                        "expires_in",
                        LIFE,
                        "id_token",
                        token.text())));
    }

    private static String challenge(String verifier) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] halves = pair.split("=", 2);
            form.put(halves[0], halves.length < 2 ? "" : URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text == null ? "" : text, StandardCharsets.UTF_8);
    }

    private static Signer rsa(String kid) {
        return new Signer("RS256", kid, keys("RSA", null), "SHA256withRSA");
    }

    private static Signer ec(String kid) {
        return new Signer("ES256", kid, keys("EC", "secp256r1"), "SHA256withECDSAinP1363Format");
    }

    private static Signer ed(String kid) {
        return new Signer("EdDSA", kid, keys("Ed25519", null), "Ed25519");
    }

    private static KeyPair keys(String algorithm, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    private static String text(Object value) {
        return new String(json(value), StandardCharsets.UTF_8);
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
