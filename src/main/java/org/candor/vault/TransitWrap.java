package org.candor.vault;

import io.github.jopenlibs.vault.SslConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/**
 * HashiCorp Vault's transit engine: {@code POST /v1/<mount>/encrypt/<key>} and {@code …/decrypt/<key>}, with the incident as
 * {@code associated_data} (of a key of type {@code aes256-gcm96}). What it answers, {@code vault:v2:…}, says the version of
 * the key; the token is read from its file at each call, where an agent renews it.
 */
final class TransitWrap implements KeyWrap {
    private static final byte[] KIND = "vault:v".getBytes(StandardCharsets.UTF_8);
    private static final int FORBIDDEN = 403;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final VaultConfig.Transit config;
    private final URI address;
    private final String key;
    private final Path token;
    private final HttpClient http;
    private volatile int newest;

    TransitWrap(VaultConfig.Transit config) {
        this.config = config;
        this.address = config.address().orElseThrow(() -> missing("address"));
        this.key = config.key().orElseThrow(() -> missing("key"));
        this.token = config.tokenFile().orElseThrow(() -> missing("token-file"));
        if (!"https".equals(address.getScheme()) && !Loopback.is(address)) {
            throw new ConfigurationException("candor.vault.transit.address must be https: keys travel over it.");
        }
        this.http = http(config);
    }

    private static ConfigurationException missing(String setting) {
        return new ConfigurationException("Keys are wrapped by Vault and candor.vault.transit." + setting
                + " is not set; see candor.vault.wrapped-by.");
    }

    @Override
    public byte[] wrap(byte[] plain, UUID incident) {
        byte[] wrapped = answer("encrypt", "plaintext", text(plain), incident, "ciphertext")
                .getBytes(StandardCharsets.UTF_8);
        newest = version(wrapped);
        return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, UUID incident) {
        try {
            String text = new String(wrapped, StandardCharsets.UTF_8);
            return Base64.getDecoder().decode(answer("decrypt", "ciphertext", text, incident, "plaintext"));
        } catch (IllegalArgumentException e) {
            throw KeysAway.silent("what answers is no transit engine");
        }
    }

    private String answer(String verb, String name, String value, UUID incident, String asked) {
        LogicalResponse answer;
        try {
            answer = transit()
                    .write(
                            config.mount() + "/" + verb + "/" + key,
                            Map.of(name, value, "associated_data", text(bytes(incident))));
        } catch (VaultException e) {
            throw failed(e.getHttpStatusCode());
        }
        int status = answer.getRestResponse().getStatus();
        String given = answer.getData().get(asked);
        if (status != 200 || given == null) {
            throw failed(status);
        }
        return given;
    }

    /** Of what the engine says only the status is kept: 400 is about what was sent, 403 and 404 are about us. */
    private static RuntimeException failed(int status) {
        return switch (status) {
            case BAD_REQUEST -> new CannotOpen("an incident's key");
            case FORBIDDEN, NOT_FOUND -> KeysAway.refused("Vault answers " + status);
            default -> KeysAway.silent(status == 0 ? "Vault does not answer" : "Vault answers " + status);
        };
    }

    private Logical transit() throws VaultException {
        io.github.jopenlibs.vault.VaultConfig it = new io.github.jopenlibs.vault.VaultConfig()
                .address(address.toString())
                .token(token())
                .engineVersion(1)
                .readTimeout((int) config.patience().toSeconds())
                .httpClient(http);
        if (config.namespace().isPresent()) {
            it.nameSpace(config.namespace().get());
        }
        return io.github.jopenlibs.vault.Vault.create(it.build()).logical();
    }

    /** One for all calls: the driver would else make one for each. */
    private static HttpClient http(VaultConfig.Transit config) {
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(config.patience());
        config.caFile().ifPresent(it -> http.sslContext(trusting(it)));
        return http.build();
    }

    private static SSLContext trusting(Path authority) {
        try {
            return new SslConfig()
                    .verify(true)
                    .pemFile(authority.toFile())
                    .build()
                    .getSslContext();
        } catch (VaultException e) {
            throw new ConfigurationException("The file of candor.vault.transit.ca-file has no certificate (PEM).");
        }
    }

    private String token() {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw KeysAway.silent("the file of candor.vault.transit.token-file cannot be read");
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(UUID incident) {
        return incident.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean knows(byte[] wrapped) {
        return KeyWraps.begins(wrapped, KIND);
    }

    /** {@code vault:v2:}. */
    @Override
    public int generation(byte[] wrapped) {
        return new String(wrapped, StandardCharsets.UTF_8).indexOf(':', KIND.length) + 1;
    }

    @Override
    public boolean behind(byte[] wrapped) {
        return version(wrapped) < newest;
    }

    private int version(byte[] wrapped) {
        String number = new String(wrapped, KIND.length, generation(wrapped) - KIND.length - 1, StandardCharsets.UTF_8);
        return Integer.parseInt(number);
    }

    @Override
    public boolean waits() {
        return true;
    }
}
