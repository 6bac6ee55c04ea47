package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Etag;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.queue.TestAttempt;
import org.candor.queue.TestAttempts;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/**
 * What somebody does to a notice at the console: the calls of the API, with their scopes, rules and rows of the record, each
 * in a transaction of its own. Whoever acts names the revision that they saw.
 */
@ApplicationScoped
public class ByHand {
    private static final Duration SOON = Duration.ofMillis(100);
    private static final int TRIES = 8;
    private static final int MOST_TOLD = 100;

    private final Pool pool;
    private final Store store;
    private final Desk desk;
    private final Drafts drafts;
    private final Steps steps;
    private final TestSend tests;
    private final TestAttempts attempts;
    private final Idempotency idempotency;
    private final Record record;
    private final NoticeConfig config;

    ByHand(
            Pool pool,
            Store store,
            Desk desk,
            Drafts drafts,
            Steps steps,
            TestSend tests,
            TestAttempts attempts,
            Idempotency idempotency,
            Record record,
            NoticeConfig config) {
        this.pool = pool;
        this.store = store;
        this.desk = desk;
        this.drafts = drafts;
        this.steps = steps;
        this.tests = tests;
        this.attempts = attempts;
        this.idempotency = idempotency;
        this.record = record;
        this.config = config;
    }

    /**
     * A notice as somebody sees it who may act on it.
     *
     * @param revision goes up with every change
     * @param yours true for whoever wrote, edited or submitted it, or may be behind one who did
     * @param asked true for whoever asked for its extension, or may be behind one who did
     * @param approved whether somebody else agreed to what it says and to whom, as it is now
     * @param goesOut whether its approval releases it: its tool asked for that when it made it
     * @param alone how many people one person may decide about
     * @param spec what it says, and how it goes out
     * @param agreed the same of when somebody approved it last; null if nobody did
     */
    public record Seen(
            NoticeView notice,
            Spec spec,
            @Nullable Spec agreed,
            int revision,
            boolean yours,
            boolean asked,
            boolean approved,
            boolean goesOut,
            long alone) {}

    /** 404 for one that the caller may not see. */
    public Uni<Seen> read(Caller caller, UUID id) {
        if (!caller.may(Scopes.NOTICES_APPROVE) && !caller.may(Scopes.NOTICES_RELEASE)) {
            needs(caller, Scopes.NOTICES_READ);
        }
        return desk.find(caller, id).map(it -> seen(caller, it));
    }

    private Seen seen(Caller caller, Notice it) {
        return new Seen(
                NoticeView.of(it, config.secondPersonAbove(), null),
                it.spec(),
                it.agreed(),
                it.revision,
                !caller.isApartFrom(Arrays.asList(it.authors)),
                it.extensionBy != null && !caller.isApartFrom(Arrays.asList(it.extensionBy)),
                it.audience != null && it.approved(),
                it.releaseWantedBy != null,
                config.secondPersonAbove());
    }

    /**
     * An approval that does not count any more.
     *
     * @param sameContent whether it was for what the notice says now
     * @param people how many it was for
     */
    public record Voided(String by, OffsetDateTime at, boolean sameContent, long people) {}

    /** The last approval of a notice that was changed since; null if there was none, or if it still counts. */
    public Uni<@Nullable Voided> voided(Seen seen) {
        NoticeView it = seen.notice();
        if (seen.approved()) {
            return Uni.createFrom().nullItem();
        }
        return record.last(pool, it.id(), "notice.approved")
                .map(deed -> deed == null
                        ? null
                        : new Voided(
                                deed.actor(),
                                deed.at(),
                                deed.detail().getString("content_hash", "").equals(it.contentHash()),
                                deed.detail().getLong("audience", 0L)));
    }

    /** A notice that reached somebody, or may: one that others can follow. */
    public record Told(UUID id, String kind, OffsetDateTime releasedAt, long people) {}

    /** Those of an incident, newest first. */
    public Uni<List<Told>> told(Caller caller, UUID incident) {
        needs(caller, Scopes.NOTICES_READ);
        caller.mayTouch(incident);
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(null)
                .addUUID(incident)
                .addString(null)
                .addUUID(null)
                .addInteger(MOST_TOLD);
        return pool.preparedQuery(Store.SQL.get("list")).execute(values).map(rows -> {
            List<Told> told = new ArrayList<>();
            rows.forEach(row -> {
                Notice it = Notice.of(row);
                if (it.releasedAt != null) {
                    told.add(new Told(it.id, it.kind, it.releasedAt, it.everybody()));
                }
            });
            return told;
        });
    }

    /**
     * Makes a draft from a body as the API takes it.
     *
     * @param once names this form: whoever posts it twice made one notice. 422 {@code idempotency-key-reused} if it was posted
     *     with another text before
     */
    public Uni<UUID> create(Caller caller, String once, byte[] body) {
        needs(caller, Scopes.NOTICES_WRITE);
        return idempotency
                .onceOfForm(
                        caller.client(),
                        once,
                        "notice",
                        body,
                        tx -> drafts.create(tx, caller, body)
                                .map(it -> NoticeResource.answer(it, config.secondPersonAbove())))
                .onFailure(ByHand::stillRuns)
                .retry()
                .withBackOff(SOON)
                .atMost(TRIES)
                .map(ByHand::id);
    }

    /** The other click of two: its answer is this one's as well. */
    private static boolean stillRuns(Throwable fault) {
        return fault instanceof Problem it && it.slug().equals("idempotency-in-progress");
    }

    private static UUID id(Answer made) {
        String location = Objects.requireNonNull(made.location());
        return Objects.requireNonNull(Ids.parse(location.substring(location.lastIndexOf('/') + 1)));
    }

    /** Changes it by a merge patch; what was submitted or approved of it is void. */
    public Uni<Void> edit(Caller caller, UUID id, String revision, byte[] patch) {
        needs(caller, Scopes.NOTICES_WRITE);
        return pool.withTransaction(tx -> desk.edit(tx, caller, id, Etag.of(revision), patch))
                .replaceWithVoid();
    }

    public Uni<Seen> submit(Caller caller, UUID id, String revision) {
        needs(caller, Scopes.NOTICES_WRITE);
        return act(caller, tx -> unchanged(tx, caller, id, revision).chain(() -> steps.submit(tx, caller, id)));
    }

    /** The state first: whoever missed a step learns that, not that something has changed. */
    private Uni<Void> unchanged(SqlConnection tx, Caller caller, UUID id, String revision) {
        return store.lock(tx, id)
                .map(Store.Seen::notice)
                .invoke(it -> {
                    caller.mayTouch(it.incident);
                    Step.SUBMIT.after(it.stage(), false);
                    Etag.require(Etag.of(revision), it.revision);
                })
                .replaceWithVoid();
    }

    public Uni<Seen> approve(Caller caller, UUID id, String revision) {
        needs(caller, Scopes.NOTICES_APPROVE);
        return act(caller, tx -> steps.approve(tx, caller, id, Etag.of(revision)));
    }

    public Uni<Seen> release(Caller caller, UUID id, String revision) {
        needs(caller, Scopes.NOTICES_RELEASE);
        return act(caller, tx -> steps.release(tx, caller, id, Etag.of(revision)));
    }

    private Uni<Seen> act(Caller caller, Function<SqlConnection, Uni<Notice>> step) {
        return pool.withTransaction(step).map(it -> seen(caller, it));
    }

    /**
     * One message of it to the caller's contact.
     *
     * @param once names this form, as for {@link #create}
     * @param locale null for the notice's own language
     */
    public Uni<UUID> test(Caller caller, String once, UUID id, @Nullable String locale) {
        needs(caller, Scopes.NOTICES_WRITE);
        String language = new TestResource.Wish(locale).checked();
        return tests.sendingAfter(begin -> idempotency
                        .onceOfForm(
                                caller.client(),
                                once,
                                "test of " + id,
                                new byte[0],
                                tx -> begin.begin(tx, caller, id, language)
                                        .map(it -> Answer.taken(
                                                "/tests/" + it.attempt().id(), it.attempt())))
                        .onFailure(ByHand::stillRuns)
                        .retry()
                        .withBackOff(SOON)
                        .atMost(TRIES))
                .map(ByHand::id);
    }

    /** What became of one. */
    public Uni<TestAttempt> tested(Caller caller, UUID id, UUID attempt) {
        needs(caller, Scopes.NOTICES_READ);
        return desk.find(caller, id).chain(it -> attempts.get(it.id, attempt));
    }

    private static void needs(Caller caller, String scope) {
        if (!caller.may(scope)) {
            throw Problem.of(403, "forbidden", "That needs the scope " + scope + ".");
        }
    }
}
