package org.candor.vault;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * AWS KMS: {@code Encrypt} and {@code Decrypt} of 32 bytes, with the incident as encryption context (which KMS binds in and
 * CloudTrail records: an id says nobody's name). Credentials come by the SDK's usual chain: environment, web identity,
 * container, instance. Wrapped is {@code kms:}, the length of the key's ARN, the ARN, and what KMS made.
 */
final class KmsWrap implements KeyWrap {
    private static final byte[] KIND = "kms:".getBytes(StandardCharsets.UTF_8);
    private static final String CONTEXT = "candor-incident";
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private final KmsClient kms;
    private final String key;

    KmsWrap(VaultConfig.Kms config) {
        this.key = config.key().orElseThrow(() -> missing("key"));
        Duration patience = config.patience();
        KmsClientBuilder builder = KmsClient.builder()
                .region(Region.of(config.region().orElseThrow(() -> missing("region"))))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(patience)
                        .socketTimeout(patience))
                .overrideConfiguration(it -> it.apiCallTimeout(patience.multipliedBy(2)));
        config.endpoint().ifPresent(it -> {
            if (!"https".equals(it.getScheme()) && !Loopback.is(it)) {
                throw new ConfigurationException("candor.vault.kms.endpoint must be https: keys travel over it.");
            }
            builder.endpointOverride(it);
        });
        this.kms = builder.build();
    }

    private static ConfigurationException missing(String setting) {
        return new ConfigurationException("Keys are wrapped by AWS KMS and candor.vault.kms." + setting
                + " is not set; see candor.vault.wrapped-by.");
    }

    @Override
    public byte[] wrap(byte[] plain, UUID incident) {
        try {
            EncryptResponse made = kms.encrypt(it -> it.keyId(key)
                    .plaintext(SdkBytes.fromByteArray(plain))
                    .encryptionContext(Map.of(CONTEXT, incident.toString())));
            byte[] name = made.keyId().getBytes(StandardCharsets.UTF_8);
            byte[] blob = made.ciphertextBlob().asByteArray();
            return ByteBuffer.allocate(KIND.length + 1 + name.length + blob.length)
                    .put(KIND)
                    .put((byte) name.length)
                    .put(name)
                    .put(blob)
                    .array();
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, UUID incident) {
        int blob = generation(wrapped);
        if (blob >= wrapped.length) {
            throw new CannotOpen("an incident's key");
        }
        int name = KIND.length + 1;
        try {
            return kms.decrypt(it -> it.keyId(new String(wrapped, name, blob - name, StandardCharsets.UTF_8))
                            .ciphertextBlob(
                                    SdkBytes.fromByteBuffer(ByteBuffer.wrap(wrapped, blob, wrapped.length - blob)))
                            .encryptionContext(Map.of(CONTEXT, incident.toString())))
                    .plaintext()
                    .asByteArray();
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    /** A key that is disabled, denied or gone is taken from us; a service that is slow, full or away may answer later. */
    private static RuntimeException failed(SdkException fault) {
        if (fault instanceof InvalidCiphertextException || fault instanceof IncorrectKeyException) {
            return new CannotOpen("an incident's key");
        }
        String what = "AWS KMS: " + fault.getClass().getSimpleName();
        return fault instanceof KmsException said
                        && !said.isThrottlingException()
                        && said.statusCode() >= CLIENT_ERROR
                        && said.statusCode() < SERVER_ERROR
                ? KeysAway.refused(what)
                : KeysAway.silent(what);
    }

    @Override
    public boolean knows(byte[] wrapped) {
        return KeyWraps.begins(wrapped, KIND);
    }

    @Override
    public int generation(byte[] wrapped) {
        return KIND.length + 1 + (wrapped[KIND.length] & 0xFF);
    }

    /** Keys of KMS have no order: the one that is set up wraps. */
    @Override
    public boolean behind(byte[] wrapped) {
        return true;
    }

    @Override
    public boolean waits() {
        return true;
    }
}
