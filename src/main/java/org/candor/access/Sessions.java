package org.candor.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.candor.plumbing.Also;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Sql;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in at the console. The id is 256 random bits in a cookie, made anew at each sign-in; kept is its SHA-256.
 * Nothing is cached: a session ends with its key, when it was left alone or open for too long, or when it is signed out of.
 */
@ApplicationScoped
public class Sessions {
    /** The prefix makes browsers insist on Secure, on the whole path and on this very host (RFC 6265bis, 4.1.3.2). */
    public static final String COOKIE = "__Host-candor-session";

    // Lax: a Strict cookie is not sent to where a sign-in at the issuer leads on, and no GET of the console changes
    // anything.
    private static final String HOW = "; Path=/; Secure; HttpOnly; SameSite=Lax";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Sql SQL = Sql.of("access");

    private final Pool pool;
    private final Vault vault;
    private final AccessConfig config;

    Sessions(Pool pool, Vault vault, AccessConfig config) {
        this.pool = pool;
        this.vault = vault;
        this.config = config;
    }

    /**
     * Signs somebody in; the answer is the header {@code Set-Cookie}.
     *
     * @param before the cookie of a session that the browser still has, which ends; null for none
     * @param also what else is done in the same transaction
     */
    public Uni<String> start(Operator operator, @Nullable String before, Also also) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return pool.withTransaction(tx -> tx.preparedQuery(SQL.get("session-drop"))
                        .execute(Tuple.of(hash(before), seconds(config.session().idle()), life()))
                        .chain(() -> insert(tx, operator, id))
                        .chain(() -> also.in(tx)))
                .replaceWith(COOKIE + "=" + id + HOW);
    }

    private static Uni<RowSet<Row>> insert(SqlConnection tx, Operator operator, String id) {
        Caller caller = operator.caller();
        return tx.preparedQuery(SQL.get("session-start"))
                .execute(Tuple.tuple()
                        .addUUID(Ids.next())
                        .addValue(hash(id))
                        .addUUID(operator.byKey() ? caller.key() : null)
                        .addString(operator.byKey() ? null : caller.owner())
                        .addArrayOfString(
                                operator.byKey() ? null : caller.scopes().toArray(String[]::new)));
    }

    /** What a session is worth now, with one of its caller's calls left to be taken. */
    record Found(Session session, int calls) {}

    /** The session of a cookie's value, which goes on for another while; null if there is none, or it is over. */
    Uni<@Nullable Found> find(@Nullable String id) {
        if (id == null || !ID.matcher(id).matches()) {
            return Uni.createFrom().nullItem();
        }
        return pool.preparedQuery(SQL.get("session-find"))
                .execute(Tuple.of(hash(id), seconds(config.session().idle()), life(), config.callsPerMinute()))
                .map(rows -> rows.size() == 0 ? null : found(rows.iterator().next(), id));
    }

    private Found found(Row row, String id) {
        Set<String> scopes = Set.of(row.getArrayOfStrings("scopes"));
        Caller caller = row.getUUID("key") == null
                ? Caller.issued(row.getString("owner"), scopes)
                : new Caller(
                        row.getUUID("key"),
                        row.getString("owner"),
                        scopes,
                        Set.copyOf(List.of(row.getArrayOfUUIDs("incidents"))),
                        row.getString("contact"),
                        Set.of(row.getArrayOfStrings("makers")));
        byte[] mac = vault.mac("console form", id.getBytes(StandardCharsets.UTF_8));
        String formToken = Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
        return new Found(
                new Session(caller, formToken, hash(id).getBytes(), Zone.chosen(row.getString("zone"))),
                row.getInteger("calls"));
    }

    /** From now on times are said to this operator in that zone. */
    public Uni<Void> choose(Session session, Zone zone) {
        return pool.preparedQuery(SQL.get("zone-choose"))
                .execute(Tuple.of(session.caller().owner(), zone.name()))
                .replaceWithVoid();
    }

    /** Whether the operator signed in no longer ago than this. */
    public Uni<Boolean> isYoung(Session session, Duration age) {
        return pool.preparedQuery(SQL.get("session-young"))
                .execute(Tuple.of(Buffer.buffer(session.hash()), seconds(age)))
                .map(rows -> rows.size() > 0);
    }

    /** Signs out; the answer is the header that takes the cookie away. */
    public Uni<String> end(Session session, Also also) {
        return pool.withTransaction(tx -> tx.preparedQuery(SQL.get("session-end"))
                        .execute(Tuple.of(Buffer.buffer(session.hash())))
                        .chain(rows -> rows.rowCount() == 0 ? Uni.createFrom().voidItem() : also.in(tx)))
                .replaceWith(COOKIE + "=; Max-Age=0" + HOW);
    }

    /** How long it may be left alone. */
    public Duration idle() {
        return config.session().idle();
    }

    /** How long it lasts at most. */
    public Duration longest() {
        return config.session().life();
    }

    private double life() {
        return seconds(config.session().life());
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static Buffer hash(@Nullable String id) {
        return Buffer.buffer(ApiKey.hash(id == null ? "" : id));
    }
}
