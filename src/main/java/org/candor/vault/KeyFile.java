package org.candor.vault;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the installation, in one JSON file: {@code kek} is a Tink keyset (its primary key wraps, every key in it
 * unwraps; left out where another service wraps), {@code index}, {@code reset} and {@code mac} are 32 random bytes each in base64. What is wrong with the file
 * is said in one sentence that names the setting, never a key.
 */
record KeyFile(@Nullable KeysetHandle kek, byte[] index, byte[] reset, byte[] mac) {
    private static final int KEY_BYTES = 32;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<PosixFilePermission> TOO_OPEN = EnumSet.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private record Stored(
            @JsonProperty("kek") @Nullable JsonNode kek,
            @JsonProperty("index") byte @Nullable [] index,
            @JsonProperty("reset") byte @Nullable [] reset,
            @JsonProperty("mac") byte @Nullable [] mac) {}

    /** Reads an existing file; throws {@link ConfigurationException} if it is missing, open to others or no key file. */
    static KeyFile read(Path file) {
        try {
            String text = Files.readString(file);
            refuseIfOpenToOthers(file);
            return parse(text);
        } catch (NoSuchFileException e) {
            throw wrong(file, "does not exist");
        } catch (JsonProcessingException | GeneralSecurityException | IllegalArgumentException e) {
            throw wrong(file, "is not a key file");
        } catch (IOException e) {
            throw wrong(file, "cannot be read by this user");
        }
    }

    /** Reads the file, after making one with fresh keys if there is none. */
    static KeyFile readOrMake(Path file) {
        if (!Files.exists(file)) {
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                make(file);
            } catch (FileAlreadyExistsException e) {
                // Another process was quicker: its keys are the keys.
                return read(file);
            } catch (IOException e) {
                throw wrong(file, "cannot be made");
            }
        }
        return read(file);
    }

    /** Writes fresh keys to a new file of mode 0600; never touches an existing one. Whole on disk before it has its name. */
    static void make(Path file) throws IOException {
        fresh().write(file, null);
    }

    /**
     * @param like whose owner, group and mode the file is to have; null for this user's alone
     */
    private void write(Path file, @Nullable Path like, CopyOption... how) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path draft = Files.createTempFile(folder, "keys", ".new", ownerOnly());
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer text = ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            if (like != null) {
                own(draft, like);
            }
            if (!read(draft).sameBut(this)) {
                throw new IOException("what was written is not what is read");
            }
            Files.move(draft, file, how);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Whoever could read the file before can read it afterwards. */
    private static void own(Path draft, Path like) throws IOException {
        PosixFileAttributeView now = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
        PosixFileAttributeView then = Files.getFileAttributeView(like, PosixFileAttributeView.class);
        if (now == null || then == null) {
            return;
        }
        PosixFileAttributes wanted = then.readAttributes();
        if (!wanted.owner().equals(now.readAttributes().owner())) {
            now.setOwner(wanted.owner());
        }
        if (!wanted.group().equals(now.readAttributes().group())) {
            now.setGroup(wanted.group());
        }
        now.setPermissions(wanted.permissions());
    }

    /**
     * The three steps of another kek, each written over the file in one move: {@code ADD} a fresh key that unwraps only,
     * {@code USE} the newest for wrapping, {@code DROP} all the others, which stay in the file but unwrap nothing any more, until
     * {@code REOPEN}.
     */
    enum Turn {
        ADD,
        USE,
        DROP,
        REOPEN
    }

    static void turn(Path file, Turn step) throws IOException {
        try (FileChannel one = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock alone = one.tryLock()) {
            if (alone == null) {
                throw new IOException("somebody else is at it");
            }
            KeyFile now = read(file);
            new KeyFile(now.turned(step), now.index, now.reset, now.mac)
                    .write(file, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot turn a keyset", e);
        }
    }

    private KeysetHandle turned(Turn step) throws GeneralSecurityException {
        if (kek == null) {
            throw new IllegalStateException("The key file has no kek: its keys are wrapped by another service.");
        }
        KeysetHandle.Builder keys = KeysetHandle.newBuilder(kek);
        int last = keys.size() - 1;
        switch (step) {
            case ADD ->
                keys.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId());
            case USE -> keys.getAt(last).makePrimary();
            case DROP, REOPEN -> {
                for (int i = 0; i <= last; i++) {
                    if (!keys.getAt(i).isPrimary()) {
                        keys.getAt(i).setStatus(step == Turn.DROP ? KeyStatus.DISABLED : KeyStatus.ENABLED);
                    }
                }
            }
        }
        return keys.build();
    }

    /** Whether it differs in its kek at most: the others cannot change under what was indexed and signed with them. */
    boolean sameBut(KeyFile other) {
        return MessageDigest.isEqual(index, other.index)
                && MessageDigest.isEqual(reset, other.reset)
                && MessageDigest.isEqual(mac, other.mac);
    }

    private static KeyFile fresh() {
        try {
            AeadConfig.register();
            return new KeyFile(
                    KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()),
                    random(),
                    random(),
                    random());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make AES-256-GCM keys", e);
        }
    }

    private String text() {
        try {
            JsonNode keyset = kek == null
                    ? null
                    : JSON.readTree(TinkJsonProtoKeysetFormat.serializeKeyset(
                            kek, RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new Stored(keyset, index, reset, mac))
                    + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot write a keyset", e);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] random() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static KeyFile parse(String text) throws JsonProcessingException, GeneralSecurityException {
        AeadConfig.register();
        Stored stored = JSON.readValue(text, Stored.class);
        if (stored == null) {
            throw new IllegalArgumentException("no keys");
        }
        KeysetHandle kek = stored.kek() == null
                ? null
                : TinkJsonProtoKeysetFormat.parseKeyset(
                        stored.kek().toString(), RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
        return new KeyFile(kek, whole(stored.index()), whole(stored.reset()), whole(stored.mac()));
    }

    private static byte[] whole(byte @Nullable [] key) {
        if (key == null || key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of another length");
        }
        return key;
    }

    /** A group may read (Kubernetes mounts secrets so), anybody else may not. */
    private static void refuseIfOpenToOthers(Path file) throws IOException {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(TOO_OPEN::contains)) {
                throw wrong(file, "can be read or changed by others (set its mode to 0600)");
            }
        } catch (UnsupportedOperationException e) {
            // A file system without POSIX modes: its own access rules apply.
        }
    }

    private static FileAttribute<?> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    private static ConfigurationException wrong(Path file, String what) {
        return new ConfigurationException("The key file " + file + " " + what + "; see candor.vault.key-file.");
    }

    @Override
    public String toString() {
        return "KeyFile[***]";
    }
}
