package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Session;
import org.candor.notice.ByHand;
import org.candor.plumbing.Ids;
import org.candor.queue.TestAttempt;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /console/notices/{id}/tests/{test}}: what became of a message that somebody had sent to themselves. */
@Path("/console/notices/{id}/tests/{test}")
@RolesAllowed(Session.ROLE)
public class TestResource {
    /** Of what has not come back by then, nobody is kept waiting for an answer: the process that sent it may be gone. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final ByHand byHand;
    private final ConsolePages pages;
    private final SecurityIdentity identity;
    private final InstantSource clock;

    TestResource(ByHand byHand, ConsolePages pages, SecurityIdentity identity, InstantSource clock) {
        this.byHand = byHand;
        this.pages = pages;
        this.identity = identity;
        this.clock = clock;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String id, @PathParam("test") String test) {
        Session session = Session.of(identity);
        return byHand.tested(session.caller(), Ids.orNotFound(id), Ids.orNotFound(test))
                .chain(it -> pages.page(session, "Incidents", "test", values(it)));
    }

    @GET
    @Path("live")
    @Operation(hidden = true)
    public Uni<Response> live(@PathParam("id") String id, @PathParam("test") String test) {
        Session session = Session.of(identity);
        UUID attempt = Ids.orNotFound(test);
        return byHand.tested(session.caller(), Ids.orNotFound(id), attempt)
                .map(it -> it.answeredAt() == null && !silent(it)
                        ? ConsolePages.unmoved()
                        : pages.lastPart(session, "test-part", values(it)));
    }

    private boolean silent(TestAttempt it) {
        return it.answeredAt() == null && it.begunAt().toInstant().plus(LONGEST).isBefore(clock.instant());
    }

    private Map<String, Object> values(TestAttempt it) {
        return Map.of(
                "notice", it.notice().toString(),
                "test", it.id().toString(),
                "channel", Hints.word(it.channel()),
                "account", it.account(),
                "begun", Said.toTheSecond(it.begunAt()),
                "over", it.answeredAt() != null || silent(it),
                "silent", silent(it),
                "outcome", Objects.requireNonNullElse(it.outcome(), ""),
                "reason", Objects.requireNonNullElse(it.reason(), ""),
                "code", Objects.requireNonNullElse(it.code(), ""));
    }
}
