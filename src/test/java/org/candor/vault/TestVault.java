package org.candor.vault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A vault without the service around it. */
public final class TestVault {
    private static final int OPEN_KEYS = 100;
    private static final Duration SOON = Duration.ofSeconds(20);

    private TestVault() {}

    public static Vault on(Path keyFile) {
        return on(KeyFile.readOrMake(keyFile), OPEN_KEYS);
    }

    static Vault on(KeyFile keys, int most) {
        return new Vault(keys, KeyWraps.only(new KeyFileWrap(keys, null)), new OpenKeys(most, Duration.ofMinutes(10)));
    }

    /** With these wraps: the first one wraps. */
    static Vault on(Path keyFile, KeyWrap... wraps) {
        return new Vault(
                KeyFile.readOrMake(keyFile),
                new KeyWraps(wraps[0], java.util.List.of(wraps)),
                new OpenKeys(OPEN_KEYS, Duration.ofMinutes(10)));
    }

    /** A fresh key of an incident, open. */
    public static IncidentKey key(Vault vault) {
        UUID incident = UUID.randomUUID();
        return open(vault, incident, wrapped(vault, incident));
    }

    static byte[] wrapped(Vault vault, UUID incident) {
        return vault.newIncidentKey(incident).await().atMost(SOON);
    }

    static IncidentKey open(Vault vault, UUID incident, byte[] wrapped) {
        return vault.open(incident, wrapped).await().atMost(SOON);
    }
}
