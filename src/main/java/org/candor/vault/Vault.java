package org.candor.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.RegistryConfiguration;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Everything that needs a key of the installation: incident keys, blind indexes, reset tokens, verify codes, signatures.
 * Safe for many threads, on an event loop too: nothing here waits.
 */
@Startup
@ApplicationScoped
public class Vault {
    /** The kinds that {@link #index} normalises by their own rules; any other kind is indexed as it stands. */
    public static final String EMAIL = "email";

    public static final String PHONE = "phone";

    private static final Set<String> MAKES_ITS_OWN = Set.of("demo", "dev", "test");
    private static final byte[] WRAPPED = "incident key".getBytes(StandardCharsets.UTF_8);
    private static final int INDEX_BYTES = 16;
    private static final int TOKEN_LENGTH = 22;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger SIXTY_TWO = BigInteger.valueOf(62);
    // 256 bits are 43 characters of base 62; the first 22 are what is left when the last 21 are cut off.
    private static final BigInteger CUT = SIXTY_TWO.pow(43 - TOKEN_LENGTH);

    private final SecureRandom random = new SecureRandom();
    private final Aead kek;
    private final Keyed index;
    private final Keyed reset;
    private final Keyed mac;
    private final Map<ByteBuffer, IncidentKey> open;

    @Inject
    Vault(VaultConfig config, @ConfigProperty(name = "candor.data-dir") Path dataDir) {
        this(keys(config, dataDir, ConfigUtils.getProfiles()), config.openKeys());
    }

    Vault(KeyFile keys, int openKeys) {
        try {
            this.kek = keys.kek().getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException("The key file's kek is not for AES-GCM; see candor.vault.key-file.");
        }
        this.index = new Keyed(keys.index());
        this.reset = new Keyed(keys.reset());
        this.mac = new Keyed(keys.mac());
        this.open = new LeastRecent(openKeys);
    }

    static KeyFile keys(VaultConfig config, Path dataDir, List<String> profiles) {
        if (config.keyFile().isPresent()) {
            return KeyFile.read(config.keyFile().get());
        }
        if (profiles.stream().anyMatch(MAKES_ITS_OWN::contains)) {
            return KeyFile.readOrMake(dataDir.resolve("keys").resolve("vault.json"));
        }
        throw new ConfigurationException(
                "There is no key file: set candor.vault.key-file to the file with the keys of this installation.");
    }

    /** Writes a new key file of mode 0600; throws {@link IOException} if there is one already. */
    public static void makeKeyFile(Path file) throws IOException {
        KeyFile.make(file);
    }

    /** A fresh key for one incident, wrapped: what is stored with the incident. */
    public byte[] newIncidentKey() {
        byte[] key = new byte[IncidentKey.BYTES];
        random.nextBytes(key);
        try {
            return kek.encrypt(key, WRAPPED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot wrap a key with AES-256-GCM", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The key behind a wrapped one; the last {@code candor.vault.open-keys} are kept open. Throws {@link CannotOpen}. */
    public IncidentKey open(byte[] wrapped) {
        ByteBuffer name = ByteBuffer.wrap(wrapped.clone());
        synchronized (open) {
            IncidentKey known = open.get(name);
            if (known == null) {
                known = unwrap(wrapped);
                open.put(name, known);
            }
            return known;
        }
    }

    /** The blind index of a constant: another index key makes another one. */
    public byte[] mark() {
        return index("vault check", "the keys of this installation");
    }

    /** Whether something was indexed and wrapped with the keys of this file. */
    public boolean made(byte[] mark, byte[] wrapped) {
        try {
            unwrap(wrapped);
            return MessageDigest.isEqual(mark, mark());
        } catch (CannotOpen other) {
            return false;
        }
    }

    private IncidentKey unwrap(byte[] wrapped) {
        try {
            return IncidentKey.of(kek.decrypt(wrapped, WRAPPED));
        } catch (GeneralSecurityException e) {
            throw new CannotOpen("an incident's key");
        }
    }

    /**
     * The blind index of a value: 16 bytes by which it is found again without being stored. Spellings of one email address
     * or phone number have one index.
     *
     * @param kind {@link #EMAIL}, {@link #PHONE} or another constant of the program; each has its own key
     */
    public byte[] index(String kind, String value) {
        String normal = switch (kind) {
            case EMAIL -> BlindIndex.email(value);
            case PHONE -> BlindIndex.phone(value);
            default -> value;
        };
        return index(kind, normal.getBytes(StandardCharsets.UTF_8));
    }

    /** The blind index of a caller's own reference, different in every incident. */
    public byte[] indexRef(UUID incident, String ref) {
        byte[] text = ref.getBytes(StandardCharsets.UTF_8);
        return index(
                "ref",
                put(ByteBuffer.allocate(16 + text.length), incident).put(text).array());
    }

    /** The blind index of bytes that need no normalising. */
    public byte[] index(String kind, byte[] value) {
        return Arrays.copyOf(index.of(kind, value), INDEX_BYTES);
    }

    /**
     * The token of a person's reset link: derived, so that any process writes the same link again and nothing usable is
     * stored (security.md R1). Another reset key or version is another token.
     *
     * @return 22 characters of base 62, 131 bits
     */
    public String resetToken(UUID notice, UUID recipient, int version) {
        ByteBuffer message =
                put(put(ByteBuffer.allocate(36), notice), recipient).putInt(version);
        BigInteger rest = new BigInteger(1, reset.direct(message.array())).divide(CUT);
        char[] token = new char[TOKEN_LENGTH];
        for (int i = TOKEN_LENGTH - 1; i >= 0; i--) {
            BigInteger[] step = rest.divideAndRemainder(SIXTY_TWO);
            token[i] = BASE62.charAt(step[1].intValue());
            rest = step[0];
        }
        return new String(token);
    }

    /** SHA-256 of a token: what is stored to look it up by. The token's own 131 bits are the secret. */
    public byte[] tokenHash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** The code by which a message of this notice is known as ours, as shown; see {@link VerifyCode#parse}. */
    public String verifyCode(UUID notice) {
        return VerifyCode.of(
                mac("verify code", put(ByteBuffer.allocate(16), notice).array()));
    }

    /**
     * A signature over bytes of our own that travel through a caller: cursors, cookies, form tokens.
     *
     * @param purpose a constant of the program; each has its own key
     * @return 32 bytes; compare with {@link MessageDigest#isEqual}
     */
    public byte[] mac(String purpose, byte[] message) {
        return mac.of(purpose, message);
    }

    private static ByteBuffer put(ByteBuffer buffer, UUID id) {
        return buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static final class LeastRecent extends LinkedHashMap<ByteBuffer, IncidentKey> {
        private static final long serialVersionUID = 1L;
        private final int most;

        LeastRecent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, IncidentKey> eldest) {
            return size() > most;
        }
    }
}
