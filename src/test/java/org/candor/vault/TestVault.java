package org.candor.vault;

import java.nio.file.Path;

/** A vault without the service around it. */
public final class TestVault {
    private static final int OPEN_KEYS = 100;

    private TestVault() {}

    public static Vault on(Path keyFile) {
        return new Vault(KeyFile.readOrMake(keyFile), OPEN_KEYS);
    }
}
