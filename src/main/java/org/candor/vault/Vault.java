package org.candor.vault;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Everything that needs a key of the installation: incident keys, blind indexes, reset tokens, verify codes, signatures.
 * Safe for many threads, on an event loop too: what may have to ask another service answers later.
 */
@Startup
@ApplicationScoped
public class Vault {
    /** The kinds that {@link #index} normalises by their own rules; any other kind is indexed as it stands. */
    public static final String EMAIL = "email";

    public static final String PHONE = "phone";

    private static final Set<String> MAKES_ITS_OWN = Set.of("demo", "dev", "test");
    private static final int INDEX_BYTES = 16;
    private static final int TOKEN_LENGTH = 22;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger SIXTY_TWO = BigInteger.valueOf(62);
    // 256 bits are 43 characters of base 62; the first 22 are what is left when the last 21 are cut off.
    private static final BigInteger CUT = SIXTY_TWO.pow(43 - TOKEN_LENGTH);

    private static final UUID NO_INCIDENT = new UUID(0, 0);
    private static final UUID SOME_INCIDENT = new UUID(0, 1);

    private final SecureRandom random = new SecureRandom();
    private final KeyWraps wraps;
    private final Keyed index;
    private final Keyed reset;
    private final Keyed mac;
    private final OpenKeys open;
    private final Map<ByteBuffer, Uni<IncidentKey>> opening = new ConcurrentHashMap<>();
    private volatile boolean answers = true;
    private volatile boolean bound;
    private volatile byte[] generation = {};

    @Inject
    Vault(VaultConfig config, @ConfigProperty(name = "candor.data-dir") Path dataDir) {
        this(keyFile(config.keyFile(), dataDir, ConfigUtils.getProfiles()), config);
    }

    private Vault(Path file, VaultConfig config) {
        this(KeyFile.read(file), file, config);
    }

    private Vault(KeyFile keys, Path file, VaultConfig config) {
        this(keys, wraps(keys, file, config), new OpenKeys(config.openKeys(), config.keepOpen()));
    }

    Vault(KeyFile keys, KeyWraps wraps, OpenKeys open) {
        this.wraps = wraps;
        this.index = new Keyed(keys.index());
        this.reset = new Keyed(keys.reset());
        this.mac = new Keyed(keys.mac());
        this.open = open;
    }

    private static KeyWraps wraps(KeyFile keys, Path file, VaultConfig config) {
        Map<VaultConfig.WrappedBy, KeyWrap> all = new EnumMap<>(VaultConfig.WrappedBy.class);
        VaultConfig.WrappedBy first = config.wrappedBy();
        if (keys.kek() != null) {
            all.put(VaultConfig.WrappedBy.FILE, new KeyFileWrap(keys, file));
        }
        if (first == VaultConfig.WrappedBy.TRANSIT || config.transit().address().isPresent()) {
            all.put(VaultConfig.WrappedBy.TRANSIT, new TransitWrap(config.transit()));
        }
        if (first == VaultConfig.WrappedBy.KMS || config.kms().key().isPresent()) {
            all.put(VaultConfig.WrappedBy.KMS, new KmsWrap(config.kms()));
        }
        KeyWrap wrap = all.get(first);
        if (wrap == null) {
            throw new ConfigurationException(
                    "The key file has no kek, and nothing else wraps; see candor.vault.wrapped-by.");
        }
        return new KeyWraps(wrap, List.copyOf(all.values()));
    }

    /** The key file; throws {@link ConfigurationException} if there is none and this profile makes none. */
    static Path keyFile(Optional<Path> given, Path dataDir, List<String> profiles) {
        if (given.isPresent()) {
            return given.get();
        }
        if (profiles.stream().anyMatch(MAKES_ITS_OWN::contains)) {
            Path own = dataDir.resolve("keys").resolve("vault.json");
            KeyFile.readOrMake(own);
            return own;
        }
        throw new ConfigurationException(
                "There is no key file: set candor.vault.key-file to the file with the keys of this installation.");
    }

    /** Writes a new key file of mode 0600; throws {@link IOException} if there is one already. */
    public static void makeKeyFile(Path file) throws IOException {
        KeyFile.make(file);
    }

    /** Adds a fresh kek to a key file, which unwraps and does not wrap yet. */
    public static void addKek(Path file) throws IOException {
        KeyFile.turn(file, KeyFile.Turn.ADD);
    }

    /** Wraps by the newest kek of a key file from now on. */
    public static void useNewestKek(Path file) throws IOException {
        KeyFile.turn(file, KeyFile.Turn.USE);
    }

    /** With what each key begins that the file's wrapping kek wraps. */
    public static byte[] generation(Path file) {
        KeyFileWrap wrap = new KeyFileWrap(KeyFile.read(file), null);
        byte[] made = wrap.wrap(new byte[IncidentKey.BYTES], NO_INCIDENT);
        return Arrays.copyOf(made, wrap.generation(made));
    }

    /** Takes all keks of a key file into use again: they unwrap. */
    public static void reopenKeks(Path file) throws IOException {
        KeyFile.turn(file, KeyFile.Turn.REOPEN);
    }

    /** Takes all but the wrapping kek of a key file out of use; they stay in it. */
    public static void dropOldKeks(Path file) throws IOException {
        KeyFile.turn(file, KeyFile.Turn.DROP);
    }

    /** A fresh key for one incident, wrapped: what is stored with the incident. Fails with {@link KeysAway}. */
    public Uni<byte[]> newIncidentKey(UUID incident) {
        if (wraps.first().waits() && !answers) {
            return silent();
        }
        return asked(wraps.first(), () -> {
                    byte[] key = new byte[IncidentKey.BYTES];
                    random.nextBytes(key);
                    return wrapped(key, incident);
                })
                .onFailure(Vault::ofAll)
                .invoke(() -> answers = false);
    }

    private static boolean ofAll(Throwable fault) {
        return fault instanceof KeysAway away && away.forAll();
    }

    /** Who asked last got no answer: until the next check nobody waits for one with a connection in hand. */
    private static <T> Uni<T> silent() {
        return Uni.createFrom().failure(() -> KeysAway.silent("they did not answer lately"));
    }

    private byte[] wrapped(byte[] key, UUID incident) {
        try {
            return wraps.first().wrap(key, incident);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * The key behind a wrapped one. The last {@code candor.vault.open-keys} are kept open, for
     * {@code candor.vault.keep-open} at most. Fails with {@link CannotOpen} or {@link KeysAway}.
     */
    public Uni<IncidentKey> open(UUID incident, byte[] wrapped) {
        ByteBuffer name = OpenKeys.name(incident, wrapped);
        IncidentKey known = open.get(name);
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        return Uni.createFrom().deferred(() -> {
            KeyWrap wrap = wraps.of(wrapped);
            if (!wrap.waits()) {
                return Uni.createFrom().item(opened(wrap, name, incident, wrapped));
            }
            if (!answers) {
                return silent();
            }
            // Many ask for the key of one incident at once, and one answer is enough.
            return back(opening.computeIfAbsent(
                    name,
                    _ -> Uni.createFrom()
                            .item(() -> opened(wrap, name, incident, wrapped))
                            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                            .onFailure(Vault::ofAll)
                            .invoke(() -> answers = false)
                            .onTermination()
                            .invoke(() -> opening.remove(name))
                            .memoize()
                            .indefinitely()));
        });
    }

    private IncidentKey opened(KeyWrap wrap, ByteBuffer name, UUID incident, byte[] wrapped) {
        long before = open.forgotten();
        byte[] key = unwrapped(wrap, incident, wrapped);
        try {
            IncidentKey it = IncidentKey.of(key);
            open.put(name, it, before);
            return it;
        } catch (GeneralSecurityException e) {
            throw new CannotOpen("an incident's key");
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Whatever is the matter with a wrapped key, it is the keys that cannot open it: another may come, or come back. */
    private static byte[] unwrapped(KeyWrap wrap, UUID incident, byte[] wrapped) {
        try {
            return wrap.unwrap(wrapped, incident);
        } catch (CannotOpen e) {
            throw KeysAway.unknown();
        }
    }

    /** Whether a key is to be wrapped again: by another kind or an older key than what wraps now. */
    public boolean behind(byte[] wrapped) {
        KeyWrap its = wraps.of(wrapped);
        return !its.equals(wraps.first()) || its.behind(wrapped);
    }

    /** The same key, wrapped by what wraps now. Fails with {@link CannotOpen} or {@link KeysAway}. */
    public Uni<byte[]> rewrap(UUID incident, byte[] wrapped) {
        return Uni.createFrom().deferred(() -> {
            KeyWrap before = wraps.of(wrapped);
            return asked(
                    before.waits() ? before : wraps.first(),
                    () -> wrapped(unwrapped(before, incident, wrapped), incident));
        });
    }

    /** With what each key begins that was wrapped by what wraps now; empty as long as that has not answered. */
    public byte[] generation() {
        return generation.clone();
    }

    /** Whether the keys that wrap others answered when they were asked last. */
    public boolean answers() {
        return answers;
    }

    /**
     * Asks the keys that wrap others: what they wrap they must unwrap. If they refuse, what is open is forgotten at once; if
     * they cannot be asked, it is kept for as long as it would have been.
     */
    public Uni<Void> check() {
        KeyWrap first = wraps.first();
        return asked(first, () -> {
                    look();
                    byte[] probe = new byte[IncidentKey.BYTES];
                    random.nextBytes(probe);
                    byte[] made = first.wrap(probe, NO_INCIDENT);
                    if (!MessageDigest.isEqual(probe, first.unwrap(made, NO_INCIDENT))) {
                        throw new CannotOpen("what was just wrapped");
                    }
                    refuseIfLoose(first, made);
                    return Arrays.copyOf(made, first.generation(made));
                })
                .invoke(it -> {
                    generation = it;
                    answers = true;
                })
                .onFailure()
                .invoke(fault -> {
                    answers = false;
                    if (!(fault instanceof KeysAway away) || away.refused()) {
                        open.clear();
                    }
                })
                .replaceWithVoid();
    }

    /** What the others have to say of it is of no matter as long as they do not wrap. */
    private void look() {
        for (KeyWrap it : wraps.all()) {
            try {
                it.look();
            } catch (KeysAway e) {
                if (it.equals(wraps.first())) {
                    throw e;
                }
            }
        }
    }

    /** A service that does not know of associated data would open any key for any incident. Asked once. */
    private void refuseIfLoose(KeyWrap wrap, byte[] made) {
        if (bound) {
            return;
        }
        try {
            wrap.unwrap(made, SOME_INCIDENT);
        } catch (CannotOpen e) {
            bound = true;
            return;
        }
        throw KeysAway.refused("what wraps them does not bind them to their incident");
    }

    /** Waits on another thread if need be, and answers on this one's context. */
    private static <T> Uni<T> asked(KeyWrap wrap, Supplier<T> question) {
        Uni<T> answer = Uni.createFrom().item(question);
        return wrap.waits() ? back(answer.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())) : answer;
    }

    private static <T> Uni<T> back(Uni<T> answer) {
        return Uni.createFrom().deferred(() -> {
            Context here = Vertx.currentContext();
            return here == null ? answer : answer.emitOn(it -> here.runOnContext(_ -> it.run()));
        });
    }

    /** The blind index of a constant: another index key makes another one. */
    public byte[] mark() {
        return index("vault check", "the keys of this installation");
    }

    /** A key of no incident, by which a database knows the keys it belongs to. */
    public Uni<byte[]> newMarkKey() {
        return newIncidentKey(NO_INCIDENT);
    }

    /** The same mark key, wrapped by what wraps now. */
    public Uni<byte[]> rewrapMarkKey(byte[] wrapped) {
        return rewrap(NO_INCIDENT, wrapped);
    }

    /** Whether something was indexed and wrapped with the keys of this installation. Fails with {@link KeysAway}. */
    public Uni<Boolean> made(byte[] mark, byte[] wrapped) {
        return Uni.createFrom()
                .deferred(() -> {
                    KeyWrap wrap = wraps.of(wrapped);
                    return asked(wrap, () -> wrap.unwrap(wrapped, NO_INCIDENT));
                })
                .map(_ -> MessageDigest.isEqual(mark, mark()))
                .onFailure(CannotOpen.class)
                .recoverWithItem(false);
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
}
