package org.candor.record;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.vault.Vault;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of a call once, however often it is sent. All in one transaction: (1) lock client and key, else 409;
 * (2) look for an earlier answer: same request → replay it, other request → 422; (3) do the work; (4) keep the answer.
 * A connection that dies during the commit is a 503 {@code outcome-unknown}: the caller repeats, and finds the answer or
 * nothing.
 */
@ApplicationScoped
public class Idempotency {
    private static final Logger LOG = Logger.getLogger(Idempotency.class);
    private static final Sql SQL = Sql.of("record");
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern VALID = Pattern.compile("[!-~&&[^/\\\\]]{16,255}");

    private final Pool pool;
    private final CurrentVertxRequest request;
    private final Vault vault;

    Idempotency(Pool pool, CurrentVertxRequest request, Vault vault) {
        this.pool = pool;
        this.request = request;
        this.vault = vault;
    }

    /**
     * Answers the current request, doing its work at most once for this client and its {@code Idempotency-Key} header.
     *
     * @param client who calls, so that keys of different clients never meet
     * @param body the request's body as it came; empty for none
     * @param work what to do, in the transaction it is given; a {@link Problem} rolls everything back and keeps nothing
     */
    public Uni<Response> once(String client, byte[] body, Function<SqlConnection, Uni<Answer>> work) {
        HttpServerRequest call = request.getCurrent().request();
        String key = key(call.headers().getAll(HEADER));
        byte[] print = Fingerprint.of(vault, call.method().name(), Objects.requireNonNullElse(call.path(), ""), body);
        return once(client, key, print, work)
                .map(it -> it.before()
                        ? response(it.answer())
                                .header("Idempotency-Replayed", "true")
                                .build()
                        : response(it.answer()).build());
    }

    /**
     * The same for a form: its page brought the key with it, and who posts it twice gets the first answer twice.
     *
     * @param what names the work, as method and path do of a call
     */
    public Uni<Answer> onceOfForm(
            String client, String key, String what, byte[] body, Function<SqlConnection, Uni<Answer>> work) {
        byte[] print = Fingerprint.of(vault, "form", what, body);
        return once(client, key(List.of(key)), print, work).map(Given::answer);
    }

    /** An answer, and whether it was given before. */
    private record Given(Answer answer, boolean before) {}

    private Uni<Given> once(String client, String key, byte[] print, Function<SqlConnection, Uni<Answer>> work) {
        String kept = kept(vault, client, key);
        AtomicBoolean committing = new AtomicBoolean();
        return pool.withTransaction(tx -> lock(tx, client, key)
                        .chain(() -> find(tx, client, kept))
                        .chain(found -> found != null
                                ? replay(found, print)
                                : work.apply(tx)
                                        .call(answer -> store(tx, client, kept, print, answer))
                                        .invoke(() -> CrashPoint.at(CrashPoint.INTAKE_BEFORE_COMMIT))
                                        .map(answer -> new Given(answer, false))
                                        .invoke(() -> committing.set(true))))
                .onFailure(fault -> committing.get() && !(fault instanceof PgException))
                .transform(Idempotency::unknown)
                .invoke(() -> CrashPoint.at(CrashPoint.INTAKE_AFTER_COMMIT));
    }

    /** The same for a change that may be sent without a key: then it is just done, and its answer is not kept. */
    public Uni<Response> onceIfAsked(String client, byte[] body, Function<SqlConnection, Uni<Answer>> work) {
        return request.getCurrent().request().headers().contains(HEADER)
                ? once(client, body, work)
                : pool.withTransaction(tx -> Uni.createFrom().deferred(() -> work.apply(tx)))
                        .map(answer -> response(answer).build());
    }

    /** What is stored instead of a key: it is the caller's own text, and may say anything. */
    static String kept(Vault vault, String client, String key) {
        return HexFormat.of()
                .formatHex(vault.mac("idempotency key", (client + "\n" + key).getBytes(StandardCharsets.UTF_8)));
    }

    /** The one key among the headers sent; 400 if there is none, more than one or one that cannot be used. */
    public static String key(List<String> sent) {
        if (sent.isEmpty()) {
            throw Problem.of(
                    400,
                    "idempotency-key-missing",
                    "Send a header such as Idempotency-Key: 7f3e0c52-import-2026-11-09, and the same one when you repeat"
                            + " this call.");
        }
        if (sent.size() > 1 || !VALID.matcher(sent.getFirst()).matches()) {
            throw Problem.of(
                    400,
                    "idempotency-key-invalid",
                    "Send one Idempotency-Key of 16 to 255 printable ASCII characters without spaces, / or \\.");
        }
        return sent.getFirst();
    }

    /** All was done but the commit, and the server did not say what came of that: only one who asks again learns it. */
    private static Problem unknown(Throwable fault) {
        LOG.warnf("the answer to a commit was lost: %s", Faults.describe(fault));
        return Problem.of(
                        503,
                        "outcome-unknown",
                        "The connection to the database was lost while this call was recorded. Repeat the same request with"
                                + " the same Idempotency-Key: you get its first answer if it was done, else it is done now.")
                .with("Retry-After", "5");
    }

    private static Uni<Void> lock(SqlConnection tx, String client, String key) {
        return tx.preparedQuery(SQL.get("lock"))
                .execute(Tuple.of(client, key))
                .invoke(rows -> {
                    if (!rows.iterator().next().getBoolean("got")) {
                        throw Problem.of(
                                        409,
                                        "idempotency-in-progress",
                                        "The first call with this Idempotency-Key is still running; repeat this one later.")
                                .with("Retry-After", "1");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<@Nullable Row> find(SqlConnection tx, String client, String key) {
        return tx.preparedQuery(SQL.get("find")).execute(Tuple.of(client, key)).map(Idempotency::first);
    }

    private static @Nullable Row first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : rows.iterator().next();
    }

    private static Uni<Given> replay(Row found, byte[] print) {
        if (!Arrays.equals(found.getBuffer("fingerprint").getBytes(), print)) {
            throw Problem.of(
                    422,
                    "idempotency-key-reused",
                    "This Idempotency-Key was used for another request; take a new key for a new request.");
        }
        Answer answer = new Answer(
                found.getInteger("status"),
                found.getString("location"),
                found.getString("etag"),
                found.getString("body"));
        return Uni.createFrom().item(new Given(answer, true));
    }

    private static Uni<Void> store(SqlConnection tx, String client, String key, byte[] print, Answer answer) {
        return tx.preparedQuery(SQL.get("store"))
                .execute(Tuple.tuple()
                        .addString(client)
                        .addString(key)
                        .addValue(Buffer.buffer(print))
                        .addInteger(answer.status())
                        .addString(answer.location())
                        .addString(answer.etag())
                        .addString(answer.json()))
                .replaceWithVoid();
    }

    private static Response.ResponseBuilder response(Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status());
        if (answer.said() != null) {
            response.entity(answer.said()).type(MediaType.APPLICATION_JSON_TYPE);
        }
        if (answer.location() != null) {
            response.header("Location", answer.location());
        }
        if (answer.etag() != null) {
            response.header("ETag", answer.etag());
        }
        return response;
    }
}
