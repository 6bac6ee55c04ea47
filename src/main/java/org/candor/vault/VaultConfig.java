package org.candor.vault;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the keys are. The file holds the keys of the installation: without it nothing sealed can ever be read again. */
@ConfigMapping(prefix = "candor.vault")
public interface VaultConfig {
    /**
     * The key file, readable by its owner (and at most its group). Required in {@code prod}; in {@code demo}, {@code dev}
     * and {@code test} one is made below {@code candor.data-dir} when this is not set.
     */
    Optional<Path> keyFile();

    /** How many incidents' keys are kept unwrapped in memory. */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int openKeys();

    /** How long one is kept so at most: then it is unwrapped again, if that is still allowed. */
    @WithDefault("10m")
    Duration keepOpen();

    /** What wraps the keys of new incidents; keys wrapped by another one that is set up are wrapped again. */
    @WithDefault("file")
    WrappedBy wrappedBy();

    /** {@code FILE}: the kek of the key file. {@code TRANSIT}: HashiCorp Vault. {@code KMS}: AWS. */
    enum WrappedBy {
        FILE,
        TRANSIT,
        KMS
    }

    Transit transit();

    Kms kms();

    /** HashiCorp Vault's transit engine. */
    interface Transit {
        /** Such as {@code https://vault.example.com:8200}. */
        Optional<URI> address();

        /** The name of a key of type {@code aes256-gcm96}. */
        Optional<String> key();

        /** Where the engine is mounted. */
        @WithDefault("transit")
        String mount();

        /** A file with a token that may encrypt and decrypt with the key; read at each call. */
        Optional<Path> tokenFile();

        Optional<String> namespace();

        /** Certificates (PEM) of who signs Vault's own; else those of the machine. */
        Optional<Path> caFile();

        @WithDefault("5s")
        Duration patience();
    }

    /** AWS KMS. */
    interface Kms {
        /** Id, alias or ARN of a symmetric key that may encrypt and decrypt. */
        Optional<String> key();

        Optional<String> region();

        /** Another address than the region's own, such as a VPC endpoint. */
        Optional<URI> endpoint();

        @WithDefault("5s")
        Duration patience();
    }
}
