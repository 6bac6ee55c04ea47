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
import org.candor.access.Scopes;
import org.candor.delivery.Channel;
import org.candor.notice.Store.Seen;
import org.candor.plumbing.Etag;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.candor.queue.Queue;
import org.candor.record.Record;
import org.jspecify.annotations.Nullable;

/**
 * What people do to a notice, each as one part of the caller's transaction: the notice is locked, the step is checked
 * against its state, everything it moves is moved, one audit row says so.
 */
@ApplicationScoped
class Steps {
    private static final int RETRIED_AT_ONCE = 5_000;

    private final Store store;
    private final Audience audience;
    private final Accounts accounts;
    private final Proof proof;
    private final Switch queueSwitch;
    private final Extensions extensions;
    private final Queue queue;
    private final Record record;
    private final NoticeConfig config;

    Steps(
            Store store,
            Audience audience,
            Accounts accounts,
            Proof proof,
            Switch queueSwitch,
            Extensions extensions,
            Queue queue,
            Record record,
            NoticeConfig config) {
        this.store = store;
        this.audience = audience;
        this.accounts = accounts;
        this.proof = proof;
        this.queueSwitch = queueSwitch;
        this.extensions = extensions;
        this.queue = queue;
        this.record = record;
        this.config = config;
    }

    /** A new draft; with {@code release} it goes as far as its size lets it: running, or awaiting approval. */
    Uni<Notice> create(SqlConnection tx, Caller caller, UUID incident, Spec spec, boolean release) {
        Uni<Seen> made = store.insert(tx, incident, spec, caller.persons());
        if (release) {
            made = made.chain(seen -> submitted(tx, caller, seen)).chain(seen -> {
                if (needsApproval(seen.notice())) {
                    sendable(seen);
                    seen.notice().releaseWantedBy = caller.owner();
                    return store.save(tx, seen.notice());
                }
                return released(tx, caller.owner(), seen);
            });
        }
        return made.map(Seen::notice)
                .call(it ->
                        note(tx, caller, it, "created", it.contentHash == null ? Map.of("state", it.state) : size(it)));
    }

    /** Fixes content and audience. */
    Uni<Notice> submit(SqlConnection tx, Caller caller, UUID id) {
        return open(tx, caller, id)
                .chain(seen -> submitted(tx, caller, seen))
                .invoke(this::sendable)
                .chain(seen -> store.save(tx, seen.notice()))
                .map(Seen::notice)
                .call(it -> note(tx, caller, it, "submitted", size(it)));
    }

    /**
     * A second person agrees to exactly this content and audience; releases it if that was asked for before. Of a notice that was
     * released, it is an extension that is agreed to.
     */
    Uni<Notice> approve(SqlConnection tx, Caller caller, UUID id, @Nullable String ifMatch) {
        return open(tx, caller, id)
                .invoke(seen -> Etag.require(ifMatch, seen.notice().revision))
                .chain(seen -> seen.notice().extensionAudience == null
                        ? approve(tx, caller, seen)
                        : extensions.approve(tx, caller, seen));
    }

    private Uni<Notice> approve(SqlConnection tx, Caller caller, Seen seen) {
        Step.APPROVE.after(seen.notice().stage(), false);
        approved(caller, seen);
        Uni<Seen> saved = seen.notice().releaseWantedBy == null
                ? store.save(tx, seen.notice())
                : released(tx, seen.notice().releaseWantedBy, seen);
        return saved.map(Seen::notice).call(it -> note(tx, caller, it, "approved", size(it)));
    }

    /** Sends it to those whose lists came since, or asks a second person about them. */
    Uni<Notice> extend(SqlConnection tx, Caller caller, UUID id) {
        return open(tx, caller, id).chain(seen -> extensions.ask(tx, caller, seen));
    }

    /**
     * Sends it. From a draft it is submitted first. Above the limit somebody who did not write it must have approved it;
     * a person who may approve does so by releasing.
     */
    Uni<Notice> release(SqlConnection tx, Caller caller, UUID id, @Nullable String ifMatch) {
        return open(tx, caller, id)
                .invoke(seen -> Etag.require(ifMatch, seen.notice().revision))
                .chain(seen -> alreadyReleased(seen.notice())
                        ? Uni.createFrom().item(seen)
                        : approvedOrSmall(tx, caller, seen).chain(ready -> released(tx, caller.owner(), ready)))
                .map(Seen::notice)
                .call(it -> note(tx, caller, it, "released", size(it)));
    }

    /** Asked to be released at birth, released by its approval: to ask again changes nothing. */
    private static boolean alreadyReleased(Notice it) {
        return it.releaseWantedBy != null && (it.stage() == Stage.RUNNING || it.stage() == Stage.SCHEDULED);
    }

    private Uni<Seen> approvedOrSmall(SqlConnection tx, Caller caller, Seen seen) {
        Step.RELEASE.after(seen.notice().stage(), seen.early());
        Uni<Seen> ready = seen.notice().stage() == Stage.DRAFT
                ? submitted(tx, caller, seen)
                : Uni.createFrom().item(seen);
        return ready.invoke(it -> {
            if (needsApproval(it.notice()) && !it.notice().approved()) {
                if (!caller.may(Scopes.NOTICES_APPROVE)) {
                    throw secondPerson();
                }
                approved(caller, it);
            }
        });
    }

    private Uni<Seen> submitted(SqlConnection tx, Caller caller, Seen seen) {
        Notice it = seen.notice();
        it.stage(Step.SUBMIT.after(it.stage(), false));
        it.author(caller.persons());
        it.submittedBy = caller.owner();
        it.submittedAt = seen.now();
        return audience.facts(tx, it.incident)
                .invoke(facts -> {
                    it.facts = StrictJson.write(facts);
                    // Of what is stored: whoever reads it again finds the same hash.
                    it.contentHash = ContentHash.of(it.spec(), it.facts());
                })
                .chain(() -> followed(tx, it))
                .chain(() -> audience.fix(tx, it))
                .invoke(count -> it.audience = count)
                .replaceWith(seen);
    }

    /** What was not sent has reached nobody: there is nothing to follow yet. */
    private Uni<Void> followed(SqlConnection tx, Notice it) {
        return it.follows == null
                ? Uni.createFrom().voidItem()
                : store.get(tx, it.follows)
                        .invoke(seen -> new Violations()
                                .addIf(seen.notice().releasedAt == null, "/follows", "not-released")
                                .orThrow())
                        .replaceWithVoid();
    }

    private static void approved(Caller caller, Seen seen) {
        Notice it = seen.notice();
        if (!caller.isApartFrom(Arrays.asList(it.authors))) {
            throw secondPerson();
        }
        it.approvedBy = caller.owner();
        it.approvedAt = seen.now();
        it.approvedHash = it.contentHash;
        it.approvedAudience = it.audience;
    }

    private boolean needsApproval(Notice it) {
        return it.audience > config.secondPersonAbove();
    }

    private Uni<Seen> released(SqlConnection tx, String by, Seen seen) {
        Notice it = seen.notice();
        Spec spec = it.spec();
        Map<Channel, List<String>> lanes = sendable(seen);
        OffsetDateTime start = seen.early() ? Objects.requireNonNull(spec.notBefore()) : seen.now();
        it.stage(Step.RELEASE.after(it.stage(), seen.early()));
        it.releasedBy = by;
        it.releasedAt = seen.now();
        it.notBefore = spec.notBefore();
        it.deadline = spec.deadline() == null ? start.plus(config.defaultDeadline()) : spec.deadline();
        it.resetExpiresAt = spec.reset().offer() ? start.plusDays(spec.reset().expiresDays()) : null;
        return store.save(tx, it)
                .call(() -> store.channels(tx, it.id, lanes))
                .call(() -> tx.preparedQuery(Store.SQL.get("fan-out-open")).execute(Tuple.of(it.id)))
                .call(() -> queueSwitch.follow(tx, it))
                .call(() -> queueSwitch.order(tx, it));
    }

    /** The accounts of each channel; 422 for what cannot be sent. */
    private Map<Channel, List<String>> sendable(Seen seen) {
        Spec spec = seen.notice().spec();
        Map<Channel, List<String>> lanes = accounts.of(spec);
        Releases.check(spec, seen.notice().audience, seen.now());
        proof.check(seen.notice(), lanes);
        return lanes;
    }

    /** A person stops it; what is in flight is finished. To stop what is stopped changes nothing. */
    Uni<Notice> pause(SqlConnection tx, Caller caller, UUID id) {
        return open(tx, caller, id)
                .chain(seen -> seen.notice().stage() == Stage.PAUSED
                        ? Uni.createFrom().item(seen)
                        : moved(tx, Step.PAUSE, seen))
                .map(Seen::notice)
                .call(it -> note(tx, caller, it, "paused", Map.of()));
    }

    Uni<Notice> resume(SqlConnection tx, Caller caller, UUID id) {
        return resume(tx, caller, id, Map.of());
    }

    /** With what is on record of it: a reason, where a person gave one. */
    Uni<Notice> resume(SqlConnection tx, Caller caller, UUID id, Map<String, ?> detail) {
        return open(tx, caller, id)
                .chain(seen -> moved(tx, Step.RESUME, seen))
                .map(Seen::notice)
                .call(it -> note(tx, caller, it, "resumed", detail));
    }

    /** For good: nothing more begins, and the reset links that are out already end. */
    Uni<Notice> cancel(SqlConnection tx, Caller caller, UUID id) {
        return cancel(tx, caller, id, Map.of());
    }

    /** With what is on record of it: a reason, where a person gave one. */
    Uni<Notice> cancel(SqlConnection tx, Caller caller, UUID id, Map<String, ?> detail) {
        return open(tx, caller, id)
                .invoke(seen -> seen.notice().finishedAt = seen.now())
                .chain(seen -> moved(tx, Step.CANCEL, seen))
                .map(Seen::notice)
                .call(it -> note(tx, caller, it, "cancelled", detail));
    }

    /** What {@link #retryFailed} moved. */
    record Retried(Notice notice, int queued) {}

    /** Everything that failed or expired is tried again, or the chosen of it; 409 if nothing did, or not all that were chosen. */
    Uni<Retried> retryFailed(SqlConnection tx, Caller caller, UUID id, Chosen chosen) {
        return open(tx, caller, id)
                .invoke(seen -> seen.notice().goesOn(seen.now(), config.defaultDeadline()))
                .chain(seen -> moved(tx, Step.RETRY_FAILED, seen))
                .chain(seen -> requeue(tx, seen.notice(), chosen, 0).map(queued -> new Retried(seen.notice(), queued)))
                .call(it -> {
                    Map<String, Object> detail = new LinkedHashMap<>(Map.of("queued", it.queued()));
                    chosen.note(detail);
                    return note(tx, caller, it.notice(), "retried", detail);
                });
    }

    private Uni<Integer> requeue(SqlConnection tx, Notice it, Chosen chosen, int before) {
        return queue.retryFailed(tx, it.id, chosen.ids(), RETRIED_AT_ONCE, it.deadline)
                .chain(moved -> moved == RETRIED_AT_ONCE
                        ? requeue(tx, it, chosen, before + moved)
                        : Uni.createFrom().item(before + moved))
                .invoke(queued -> enough(queued, chosen));
    }

    private static void enough(int queued, Chosen chosen) {
        if (chosen.isAll() && queued == 0) {
            throw Problem.of(409, "conflict", "No delivery of this notice failed or expired.");
        }
        if (queued < chosen.size()) {
            throw Problem.of(
                    409,
                    "conflict",
                    "By now " + queued + " of these " + chosen.size()
                            + " can be tried again: the others did not fail or"
                            + " expire, or their addresses are to be left alone, or the person was reached by email, or"
                            + " something happens to them right now. Look at them again.");
        }
    }

    private Uni<Seen> moved(SqlConnection tx, Step step, Seen seen) {
        seen.notice().stage(step.after(seen.notice().stage(), seen.early()));
        return store.save(tx, seen.notice()).call(saved -> queueSwitch.follow(tx, saved.notice()));
    }

    /** The notice, locked, if the caller may see it. */
    private Uni<Seen> open(SqlConnection tx, Caller caller, UUID id) {
        return store.lock(tx, id).invoke(seen -> caller.mayTouch(seen.notice().incident));
    }

    private Uni<Void> note(SqlConnection tx, Caller caller, Notice it, String done, Map<String, ?> detail) {
        return record.note(tx, caller.owner(), "notice." + done, it.id, detail);
    }

    private static Map<String, ?> size(Notice it) {
        Map<String, Object> size = new LinkedHashMap<>();
        size.put("state", it.state);
        size.put("content_hash", it.contentHash);
        size.put("audience", it.audience);
        return size;
    }

    static Problem secondPerson() {
        return Problem.of(
                403,
                "second-person-required",
                "So many people are written to only after somebody of another owner than those who wrote or submitted"
                        + " the notice has approved it. Who calls with a key and who is named by an issuer may be one"
                        + " person, and do not count as two.");
    }
}
