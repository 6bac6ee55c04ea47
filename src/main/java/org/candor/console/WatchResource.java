package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.console.Watching.Seen;
import org.candor.notice.Overviews.Decided;
import org.candor.notice.Overviews.Overview;
import org.candor.notice.Step;
import org.candor.plumbing.Ids;
import org.candor.reset.ResetCounts;
import org.candor.reset.ResetLinks;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code GET /console/notices/{id}}: how far a notice has come, and what can be done about it; its part {@code /live}. */
@Path("/console/notices/{id}")
@RolesAllowed(Session.ROLE)
public class WatchResource {
    private static final double LONGEST = 30_000;

    private final Watching watching;
    private final ResetLinks links;
    private final ConsolePages pages;
    private final SecurityIdentity identity;

    WatchResource(Watching watching, ResetLinks links, ConsolePages pages, SecurityIdentity identity) {
        this.watching = watching;
        this.links = links;
        this.pages = pages;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String id) {
        Session session = Session.of(identity);
        UUID notice = Ids.orNotFound(id);
        if (!session.caller().may(Scopes.NOTICES_READ)) {
            return pages.page(session, "Incidents", "needs", Map.of("title", "Notice", "scope", Scopes.NOTICES_READ));
        }
        long begun = System.nanoTime();
        return watching.of(session, notice)
                .chain(seen -> resets(session.caller(), seen.it()).chain(resets -> {
                    Map<String, Object> values = part(seen, begun, seen.part().state());
                    values.putAll(page(session.caller(), seen.it()));
                    values.put("asOf", Said.clock(seen.here()));
                    values.put("resets", resets);
                    return pages.page(session, "Incidents", "watch", values);
                }));
    }

    /**
     * The part that is shown live: 204 if nothing of it moved.
     *
     * @param seq what the browser shows
     * @param was the state of the notice when its page was opened, which decides what can be done to it there
     */
    @GET
    @Path("live")
    @Operation(hidden = true)
    public Uni<Response> live(
            @PathParam("id") String id,
            @QueryParam("seq") @Nullable String seq,
            @QueryParam("was") @Nullable String was) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.NOTICES_READ);
        long begun = System.nanoTime();
        return watching.of(session, Ids.orNotFound(id)).map(seen -> {
            if (seq(seen).equals(seq)) {
                return ConsolePages.unmoved();
            }
            Map<String, Object> values = part(seen, begun, was == null ? "" : was);
            return seen.it().over()
                    ? pages.lastPart(session, "watch-live", values)
                    : pages.part(session, "watch-live", values);
        });
    }

    private static String seq(Seen seen) {
        return Integer.toUnsignedString(seen.part().hashCode());
    }

    private static Map<String, Object> part(Seen seen, long begun, String was) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", seen.it().id().toString());
        values.put("part", seen.part());
        values.put("seq", seq(seen));
        values.put("was", was);
        values.put("moved", !was.equals(seen.part().state()));
        values.put("poll", seen.it().over() ? 0 : poll((System.nanoTime() - begun) / 1e6));
        return values;
    }

    /** In how many milliseconds to ask again, by those that it took: the busier we are, the more seldom. */
    static long poll(double millis) {
        return Math.round(Math.min(LONGEST, Math.max(1000, 250 * Math.sqrt(millis) - 1000)));
    }

    private Uni<Object> resets(Caller caller, Overview it) {
        return it.offersReset() && it.released() != null && caller.may(Scopes.RESETS_READ)
                ? links.counts(it.id()).map(WatchResource::said)
                : Uni.createFrom().item(List.of());
    }

    /** A figure of a list. */
    record Figure(String word, String number) {}

    private static Object said(ResetCounts it) {
        return List.of(
                new Figure("links offered", Said.number(it.offered())),
                new Figure("asked for a new password", Said.number(it.requested())),
                new Figure("handed over", Said.number(it.handedOver())),
                new Figure("completed", Said.number(it.completed())),
                new Figure("links expired", Said.number(it.expired())));
    }

    /** A line of the table of what was decided. */
    record Fact(String word, String by, Said.At at, String more) {
        static Fact of(String word, Decided it, String more) {
            return new Fact(word, it.by() == null ? "" : it.by(), Said.at(it.at()), more);
        }
    }

    private static Map<String, Object> page(Caller caller, Overview it) {
        boolean may = caller.may(Scopes.NOTICES_RELEASE);
        Map<String, Object> values = new HashMap<>();
        values.put("notice", it);
        values.put("incident", it.incident().toString());
        values.put("facts", facts(it));
        values.put("locales", String.join(", ", it.locales()));
        values.put("hash", it.contentHash() == null ? "" : it.contentHash());
        values.put("audience", it.audience() == null ? "not fixed yet" : Said.people(it.audience()));
        values.put("needsApproval", Boolean.TRUE.equals(it.needsApproval()) && it.approved() == null);
        values.put("mayPause", may && it.can().contains(Step.PAUSE));
        values.put("mayResume", may && it.can().contains(Step.RESUME));
        values.put("mayCancel", may && it.can().contains(Step.CANCEL));
        values.put("mayRetry", may && it.can().contains(Step.RETRY_FAILED) && count(it, "failed", "expired") > 0);
        values.put("mayExtend", may && it.can().contains(Step.EXTEND) && it.follows() == null);
        values.put(
                "mayFollow",
                caller.may(Scopes.NOTICES_WRITE)
                        && it.released() != null
                        && !it.state().equals("cancelled"));
        values.put("mayEdit", caller.may(Scopes.NOTICES_WRITE) && it.can().contains(Step.EDIT));
        values.put(
                "mayApprove",
                caller.may(Scopes.NOTICES_APPROVE) && (it.can().contains(Step.APPROVE) || it.extension() != null));
        values.put("mayRelease", may && it.can().contains(Step.RELEASE));
        values.put("mayResolve", may && count(it, "unknown") > 0);
        values.put("mayDeliveries", caller.may(Scopes.DELIVERIES_READ));
        values.put("mayPeople", caller.may(Scopes.RECIPIENTS_READ) && it.released() != null);
        return values;
    }

    static long count(Overview it, String... states) {
        return it.lanes().stream()
                .mapToLong(lane -> List.of(states).stream()
                        .mapToLong(state -> lane.counts().getOrDefault(state, 0L))
                        .sum())
                .sum();
    }

    private static List<Fact> facts(Overview it) {
        List<Fact> facts = new java.util.ArrayList<>();
        facts.add(Fact.of("Written", it.created(), ""));
        if (it.submitted() != null) {
            facts.add(Fact.of("Submitted", it.submitted(), "to " + people(it.submitted())));
        }
        if (it.approved() != null) {
            facts.add(Fact.of("Approved", it.approved(), "for " + people(it.approved())));
        }
        if (it.released() != null) {
            facts.add(Fact.of("Released", it.released(), ""));
        }
        if (it.extension() != null) {
            facts.add(Fact.of("Extension asked for", it.extension(), people(it.extension()) + ", awaiting approval"));
        }
        if (it.notBefore() != null) {
            facts.add(new Fact("Not before", "", Said.at(it.notBefore()), ""));
        }
        if (it.deadline() != null) {
            facts.add(new Fact("Deadline", "", Said.at(it.deadline()), ""));
        }
        if (it.finishedAt() != null) {
            facts.add(new Fact("Finished", "", Said.at(it.finishedAt()), ""));
        }
        return facts;
    }

    private static String people(Decided it) {
        return it.audience() == null ? "" : Said.people(it.audience());
    }
}
