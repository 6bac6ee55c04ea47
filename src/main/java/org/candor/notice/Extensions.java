package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.notice.Store.Seen;
import org.candor.plumbing.Problem;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/**
 * A notice that was released goes out to more people: those of the lists that were complete when somebody asked, and were not in
 * it yet. It says the same to them. Each method is one part of the caller's transaction, which has locked the notice.
 *
 * <p>Where it goes to more people in all than one person may decide about, somebody else approves exactly these lists. Lists that
 * come meanwhile are for the next extension; to ask again before the approval asks for those as well, and voids nothing else.
 */
@ApplicationScoped
class Extensions {
    private final Store store;
    private final Audience audience;
    private final Switch queueSwitch;
    private final Record record;
    private final NoticeConfig config;

    Extensions(Store store, Audience audience, Switch queueSwitch, Record record, NoticeConfig config) {
        this.store = store;
        this.audience = audience;
        this.queueSwitch = queueSwitch;
        this.record = record;
        this.config = config;
    }

    /** Releases it at once, or leaves it to a second person. */
    Uni<Notice> ask(SqlConnection tx, Caller caller, Seen seen) {
        Notice it = seen.notice();
        Step.EXTEND.after(it.stage(), false);
        growing(it);
        return audience.since(tx, it)
                .chain(imports -> audience.count(tx, it, imports, seen.now())
                        .invoke(people -> fixed(it, caller, imports, people, seen.now())))
                .chain(people -> {
                    boolean waits = it.everybody() + people > config.secondPersonAbove();
                    Map<String, Object> detail = detail(it);
                    detail.put("awaits_approval", waits);
                    return (waits ? store.save(tx, it) : released(tx, seen, null))
                            .map(Seen::notice)
                            .call(after -> note(tx, caller, "notice.extended", after, detail));
                });
    }

    /** Somebody who neither wrote the notice nor asked for this agrees, and with that it goes out. */
    Uni<Notice> approve(SqlConnection tx, Caller caller, Seen seen) {
        Notice it = seen.notice();
        Step.EXTEND.after(it.stage(), false);
        if (!caller.isApartFrom(Arrays.asList(it.authors)) || !caller.isApartFrom(Arrays.asList(it.extensionBy))) {
            throw Steps.secondPerson();
        }
        Map<String, Object> detail = detail(it);
        return audience.there(tx, it)
                .chain(() -> released(tx, seen, caller.owner()))
                .map(Seen::notice)
                .call(after -> note(tx, caller, "notice.approved", after, detail));
    }

    private Uni<Void> note(SqlConnection tx, Caller caller, String action, Notice after, Map<String, Object> detail) {
        detail.put("state", after.state);
        return record.note(tx, caller.owner(), action, after.id, detail);
    }

    /** Only what goes to all people of an incident has more of them when more come. */
    private static void growing(Notice it) {
        if (it.follows != null || it.spec().personal().isEmpty()) {
            throw Problem.of(
                    409,
                    "conflict",
                    "Only a notice to the people of its incident is extended: one that follows another goes to those whom that"
                            + " one reached, and a post to nobody in particular.");
        }
    }

    private static void fixed(Notice it, Caller caller, List<UUID> imports, long people, OffsetDateTime now) {
        if (people == 0) {
            throw Problem.of(
                    409, "conflict", "Nobody has come since: all people of complete lists are in this notice.");
        }
        it.extensionAudience = people;
        it.extensionImports = imports.toArray(UUID[]::new);
        it.extensionBy = caller.persons().toArray(String[]::new);
        it.extensionAt = now;
    }

    private Uni<Seen> released(SqlConnection tx, Seen seen, @Nullable String approvedBy) {
        Notice it = seen.notice();
        Tuple extension = Tuple.tuple()
                .addUUID(it.id)
                .addArrayOfUUID(it.extensionImports)
                .addLong(it.extensionAudience)
                .addArrayOfString(it.extensionBy)
                .addOffsetDateTime(it.extensionAt)
                .addString(it.contentHash)
                .addString(approvedBy)
                .addOffsetDateTime(resetUntil(seen));
        it.extended += Objects.requireNonNull(it.extensionAudience);
        it.extensionAudience = null;
        it.extensionImports = null;
        it.extensionBy = null;
        it.extensionAt = null;
        it.stage(Step.EXTEND.after(it.stage(), false));
        it.goesOn(seen.now(), config.defaultDeadline());
        return tx.preparedQuery(Store.SQL.get("fan-out-hold"))
                .execute(Tuple.of(it.id))
                .chain(() -> tx.preparedQuery(Store.SQL.get("extension-add")).execute(extension))
                .chain(() -> tx.preparedQuery(Store.SQL.get("fan-out-go-on")).execute(Tuple.of(it.id)))
                .chain(() -> store.save(tx, it))
                .call(saved -> queueSwitch.follow(tx, saved.notice()));
    }

    /** Their links live as long as everybody's: counted from when they get them. */
    private static @Nullable OffsetDateTime resetUntil(Seen seen) {
        Spec.Reset reset = seen.notice().spec().reset();
        OffsetDateTime begin = seen.notice().notBefore;
        OffsetDateTime start = begin == null || begin.isBefore(seen.now()) ? seen.now() : begin;
        return reset.offer() ? start.plusDays(reset.expiresDays()) : null;
    }

    /** Who it is for; nothing tells it of the notice any more once it is released. */
    private static Map<String, Object> detail(Notice it) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("content_hash", it.contentHash);
        detail.put("audience", it.everybody() + it.extensionAudience);
        detail.put("extension", it.extensionAudience);
        detail.put(
                "imports",
                Arrays.stream(it.extensionImports).map(UUID::toString).toList());
        return detail;
    }
}
