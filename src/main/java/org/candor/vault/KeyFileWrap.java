package org.candor.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The key-encryption key in the key file: a Tink keyset whose primary key wraps and all of whose keys unwrap. */
final class KeyFileWrap implements KeyWrap {
    private static final byte[] KIND = "file:".getBytes(StandardCharsets.UTF_8);
    /** Tink's own prefix: a byte 1 and the id of the key in 4. */
    private static final int KEY_ID = 5;

    private static final Place INCIDENT_KEY = Place.of("incident", "sealed_key");

    private final @Nullable Path file;
    private final KeyFile first;
    private volatile @Nullable Aead kek;
    private volatile Set<Integer> older = Set.of();

    /**
     * @param file where the keys were read; null if they are not read again
     */
    KeyFileWrap(KeyFile keys, @Nullable Path file) {
        this.file = file;
        this.first = keys;
        take(keys.kek());
    }

    @Override
    public byte[] wrap(byte[] key, UUID incident) {
        try {
            byte[] sealed = kek().encrypt(key, INCIDENT_KEY.row(incident));
            byte[] wrapped = Arrays.copyOf(KIND, KIND.length + sealed.length);
            System.arraycopy(sealed, 0, wrapped, KIND.length, sealed.length);
            return wrapped;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot wrap a key with AES-256-GCM", e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, UUID incident) {
        try {
            return kek().decrypt(Arrays.copyOfRange(wrapped, KIND.length, wrapped.length), INCIDENT_KEY.row(incident));
        } catch (GeneralSecurityException e) {
            throw new CannotOpen("an incident's key");
        }
    }

    private Aead kek() {
        Aead now = kek;
        if (now == null) {
            throw KeysAway.refused("the key file has no kek");
        }
        return now;
    }

    @Override
    public boolean knows(byte[] wrapped) {
        return KeyWraps.begins(wrapped, KIND);
    }

    @Override
    public int generation(byte[] wrapped) {
        return KIND.length + KEY_ID;
    }

    @Override
    public boolean behind(byte[] wrapped) {
        return older.contains(
                ByteBuffer.wrap(wrapped, KIND.length + 1, Integer.BYTES).getInt());
    }

    @Override
    public boolean waits() {
        return false;
    }

    /** Reads the file again. One that is gone is as good as one that was taken away: nothing is unwrapped without it. */
    @Override
    public void look() {
        if (file == null) {
            return;
        }
        try {
            KeyFile now = KeyFile.read(file);
            if (!now.sameBut(first)) {
                kek = null;
                throw KeysAway.refused("another installation's keys are in the key file now");
            }
            take(now.kek());
        } catch (ConfigurationException e) {
            kek = null;
            throw KeysAway.refused("the key file is gone or broken");
        }
    }

    private void take(@Nullable KeysetHandle keyset) {
        kek = aead(keyset);
        older = keyset == null ? Set.of() : older(keyset);
    }

    /** The ids of the keys that came into the file before the one that wraps. */
    private static Set<Integer> older(KeysetHandle keyset) {
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < keyset.size() && !keyset.getAt(i).isPrimary(); i++) {
            ids.add(keyset.getAt(i).getId());
        }
        return ids;
    }

    private static @Nullable Aead aead(@Nullable KeysetHandle keyset) {
        try {
            return keyset == null ? null : keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException("The key file's kek is not for AES-GCM; see candor.vault.key-file.");
        }
    }
}
