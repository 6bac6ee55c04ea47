package org.candor.house;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.access.ApiKey;
import org.candor.access.Scopes;
import org.candor.delivery.Channel;
import org.candor.incident.Recipients;
import org.candor.plumbing.Ids;
import org.candor.reset.Announcement;
import org.candor.reset.ResetLinks;
import org.candor.vault.Vault;

/** Makes what the API does not make on demand: keys in every state, and reset links as a released notice would offer them. */
@ApplicationScoped
class Backstage {
    /** A recipient of an incident. */
    record Person(UUID incident, UUID recipient) {}

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int VERSION = 1;

    private final Pool pool;
    private final Recipients recipients;
    private final ResetLinks links;
    private final Vault vault;
    private final Attempts attempts;

    Backstage(Pool pool, Recipients recipients, ResetLinks links, Vault vault, Attempts attempts) {
        this.pool = pool;
        this.recipients = recipients;
        this.links = links;
        this.vault = vault;
        this.attempts = attempts;
    }

    Attempts attempts() {
        return attempts;
    }

    Person person(UUID incident, String ref) {
        return new Person(incident, await(recipients.findByRef(incident, ref)));
    }

    long number(String sql, Object... values) {
        return await(pool.preparedQuery(sql).execute(Tuple.from(values)))
                .iterator()
                .next()
                .getLong(0);
    }

    /** A key in the state named by {@code {key:…}}. */
    String key(String state, String usual) {
        return switch (state) {
            case "one-char-changed" ->
                usual.substring(0, 10) + (usual.charAt(10) == 'a' ? 'b' : 'a') + usual.substring(11);
            case "no-scopes" -> stored("alice", Set.of(), List.of(), false);
            case "bound-elsewhere" -> stored("carol", Scopes.ALL, List.of(Ids.next()), false);
            case "owner-b,all-scopes" -> stored("bob", Scopes.ALL, List.of(), false);
            case "few-calls" -> fewCalls();
            case "same-client,revoked" -> stored("alice", Scopes.ALL, List.of(), true);
            default -> stored("alice", Set.of(state), List.of(), false);
        };
    }

    private String fewCalls() {
        String key = stored("guesser", Scopes.ALL, List.of(), false);
        await(pool.query("UPDATE api_key SET calls_per_minute = 100 WHERE owner = 'guesser'")
                .execute());
        return key;
    }

    private String stored(String owner, Set<String> scopes, List<UUID> incidents, boolean revoked) {
        ApiKey key = ApiKey.make();
        await(pool.preparedQuery(
                        "INSERT INTO api_key (id, hash, name, owner, scopes, incidents, source, revoked_at, revoked_by)"
                                + " VALUES ($1, $2, 'test', $3, $4, $5, 'command', $6, CASE WHEN $6::timestamptz IS NOT NULL THEN 'person' END)")
                .execute(Tuple.tuple()
                        .addUUID(Ids.next())
                        .addValue(Buffer.buffer(key.hash()))
                        .addString(owner)
                        .addArrayOfString(scopes.toArray(String[]::new))
                        .addArrayOfUUID(incidents.toArray(UUID[]::new))
                        .addOffsetDateTime(revoked ? OffsetDateTime.now() : null)));
        return key.text();
    }

    /** A reset token in the state named by {@code {token:…}}; {@code fresh} for one that works. */
    String token(Person person, String state) {
        UUID notice = offer(person);
        String token = vault.resetToken(notice, person.recipient(), VERSION);
        return switch (state) {
            case "fresh" -> token;
            case "case-flipped" -> flipped(token);
            case "trailing-dot" -> token + ".";
            case "encoded-twice" ->
                "%25" + HexFormat.of().formatHex(token.substring(0, 1).getBytes(StandardCharsets.US_ASCII))
                        + token.substring(1);
            case "used" -> {
                run("UPDATE reset_link SET used_at = clock_timestamp() WHERE notice = $1", notice);
                yield token;
            }
            case "revoked-by-newer-notice" -> {
                offer(person);
                yield token;
            }
            case "person-erased" -> {
                run("DELETE FROM reset_link WHERE notice = $1", notice);
                yield token;
            }
            case "a-webhook-secret" -> "whsec_" + Scene.random(32);
            case "stored-hash-of-valid" -> HexFormat.of().formatHex(vault.tokenHash(token));
            // Derived under the version that the restored database does not know.
            case "from-a-restored-backup" -> vault.resetToken(notice, person.recipient(), VERSION + 1);
            default -> throw new IllegalArgumentException("no token is " + state);
        };
    }

    private UUID offer(Person person) {
        UUID notice = Ids.next();
        Announcement announcement = new Announcement(
                notice, person.incident(), Set.of(Channel.EMAIL), Map.of("en", "Some of your data was taken"), "en");
        await(pool.withTransaction(tx -> links.announce(tx, announcement)
                .chain(() -> links.offer(
                        tx,
                        notice,
                        person.incident(),
                        VERSION,
                        OffsetDateTime.now().plusDays(14),
                        List.of(person.recipient())))));
        return notice;
    }

    private static String flipped(String token) {
        StringBuilder flipped = new StringBuilder();
        token.chars()
                .forEach(it -> flipped.append(
                        (char) (Character.isLowerCase(it) ? Character.toUpperCase(it) : Character.toLowerCase(it))));
        return flipped.toString();
    }

    private void run(String sql, UUID id) {
        await(pool.preparedQuery(sql).execute(Tuple.of(id)));
    }

    /** Holds a client's idempotency key as a call does that is inside its transaction; running the result lets go. */
    Runnable hold(String client, String key) {
        SqlConnection held = await(pool.getConnection());
        Transaction transaction = await(held.begin());
        await(held.preparedQuery("SELECT pg_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 7))")
                .execute(Tuple.of(client, key)));
        return () -> await(transaction.rollback().chain(held::close));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }
}
