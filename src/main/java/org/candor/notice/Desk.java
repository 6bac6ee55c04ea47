package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.incident.Incidents;
import org.candor.letter.Kind;
import org.candor.notice.Store.Seen;
import org.candor.plumbing.Etag;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.record.Record;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads and edits single notices. */
@ApplicationScoped
class Desk {
    private final Mutiny.SessionFactory sessions;
    private final Pool pool;
    private final Store store;
    private final Cursors cursors;
    private final Incidents incidents;
    private final Drafts drafts;
    private final Counts counts;
    private final Record record;
    private final NoticeConfig config;

    Desk(
            Mutiny.SessionFactory sessions,
            Pool pool,
            Store store,
            Cursors cursors,
            Incidents incidents,
            Drafts drafts,
            Counts counts,
            Record record,
            NoticeConfig config) {
        this.sessions = sessions;
        this.pool = pool;
        this.store = store;
        this.cursors = cursors;
        this.incidents = incidents;
        this.drafts = drafts;
        this.counts = counts;
        this.record = record;
        this.config = config;
    }

    /** One line of the list. */
    record Line(
            UUID id,
            UUID incident,
            String kind,
            String state,
            List<String> channels,
            @Nullable Long audience,
            String createdBy,
            OffsetDateTime createdAt,
            @Nullable OffsetDateTime releasedAt,
            @Nullable OffsetDateTime deadline,
            @Nullable OffsetDateTime finishedAt) {
        static Line of(Notice it) {
            return new Line(
                    it.id,
                    it.incident,
                    it.kind,
                    it.state,
                    it.spec().channels(),
                    it.everybody(),
                    it.authors[0],
                    it.createdAt,
                    it.releasedAt,
                    it.deadline == null ? it.spec().deadline() : it.deadline,
                    it.finishedAt);
        }
    }

    Uni<Response> list(Caller caller, UriInfo uri) {
        // As it was written: the framework takes an empty parameter for a missing one.
        String incident = uri.getQueryParameters().getFirst("incident");
        String state = uri.getQueryParameters().getFirst("state");
        Cursors.Window window = cursors.window(caller, uri);
        UUID only = incident == null ? null : Ids.parse(incident);
        if (incident != null && only == null) {
            throw Problem.parameter("incident", "incident is the id of an incident.");
        }
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(caller.bound() ? caller.incidents().toArray(UUID[]::new) : null)
                .addUUID(only)
                .addString(state == null ? null : state(state))
                .addUUID(window.after() == null ? null : UUID.fromString(window.after()))
                .addInteger(window.limit() + 1);
        return pool.preparedQuery(Store.SQL.get("list")).execute(values).map(rows -> {
            List<Line> lines = new ArrayList<>();
            rows.forEach(row -> lines.add(Line.of(Notice.of(row))));
            boolean more = lines.size() > window.limit();
            List<Line> page = more ? lines.subList(0, window.limit()) : lines;
            return cursors.page(caller, uri, page, more ? page.getLast().id().toString() : null);
        });
    }

    private static String state(String word) {
        try {
            return Stage.of(word).word();
        } catch (IllegalArgumentException e) {
            throw Problem.parameter("state", "state is one of the states of a notice, in lower case.");
        }
    }

    Uni<Response> get(Caller caller, UUID id) {
        return find(caller, id)
                .chain(it -> counts.of(it)
                        .map(figures -> Response.ok(NoticeView.of(it, config.secondPersonAbove(), figures))
                                .header("ETag", Etag.of(it.revision))
                                .build()));
    }

    /** The notice, if the caller may see it; else 404. */
    Uni<Notice> find(Caller caller, UUID id) {
        return sessions.withSession(session -> session.find(Notice.class, id))
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .invoke(it -> caller.mayTouch(it.incident));
    }

    /** Changes a notice that is not released. Whatever was submitted or approved before is void. */
    Uni<Notice> edit(SqlConnection tx, Caller caller, UUID id, @Nullable String ifMatch, byte[] body) {
        return store.lock(tx, id)
                .map(Seen::notice)
                .invoke(it -> caller.mayTouch(it.incident))
                .call(it -> incidents
                        .facts(tx, it.incident)
                        .invoke(facts -> change(it, caller, ifMatch, seen -> drafts.patched(seen, facts, body))))
                .call(it -> follow(tx, it))
                .chain(it -> store.edit(tx, it))
                .map(Seen::notice)
                .call(it -> record.note(tx, caller.owner(), "notice.edited", id, Map.of()));
    }

    /** It shares the public page of what it follows, or has its own again. */
    private static Uni<Void> follow(SqlConnection tx, Notice it) {
        if (it.follows == null) {
            it.root = it.id;
            it.slug = Notice.ownSlug(it.id, it.createdAt);
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(Store.SQL.get("get"))
                .execute(Tuple.of(it.follows))
                .map(rows -> rows.size() == 0 ? null : Store.one(rows).notice())
                .invoke(other -> {
                    if (other == null || !other.incident.equals(it.incident) || other.root.equals(it.id)) {
                        throw Store.follows();
                    }
                    it.root = other.root;
                    it.slug = other.slug;
                })
                .replaceWithVoid();
    }

    private static void change(Notice it, Caller caller, @Nullable String ifMatch, Function<Notice, Spec> patched) {
        caller.mayTouch(it.incident);
        // The state first: whoever missed a release learns that, not that the tag is old.
        Stage draft = Step.EDIT.after(it.stage(), false);
        Etag.require(ifMatch, it.revision);
        Spec spec = patched.apply(it);
        it.stage(draft);
        it.author(caller.persons());
        it.reopen();
        it.kind = Kind.of(spec.kind()).word();
        it.follows = spec.follows() == null ? null : UUID.fromString(spec.follows());
        it.spec = StrictJson.write(spec);
    }
}
