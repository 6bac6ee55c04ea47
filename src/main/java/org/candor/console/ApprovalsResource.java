package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.notice.Approvals;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /console/approvals}: what waits for a second person, and what only waits to be released. */
@Path("/console/approvals")
@RolesAllowed(Session.ROLE)
public class ApprovalsResource {
    static final String TAB = "Approvals";
    private static final int MOST = 200;

    private final Approvals approvals;
    private final ConsolePages pages;
    private final SecurityIdentity identity;

    ApprovalsResource(Approvals approvals, ConsolePages pages, SecurityIdentity identity) {
        this.approvals = approvals;
        this.pages = pages;
        this.identity = identity;
    }

    /** One line of a list. */
    record Line(
            String id,
            String reference,
            String title,
            String kind,
            String channels,
            String people,
            String by,
            Said.At at,
            Said.At deadline,
            boolean yours) {
        static Line of(Approvals.Line it) {
            return new Line(
                    it.id().toString(),
                    it.reference(),
                    it.title(),
                    it.extension() ? it.kind() + ", to people who came later" : it.kind(),
                    String.join(", ", it.channels()),
                    Said.number(it.people()),
                    it.by(),
                    Said.at(it.at()),
                    Said.at(it.deadline()),
                    it.yours());
        }
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list() {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.NOTICES_READ) && !session.caller().may(Scopes.NOTICES_APPROVE)) {
            return pages.page(
                    session,
                    TAB,
                    "lacks",
                    Map.of("what", "see approvals", "scopes", "the scope notices:read or notices:approve"));
        }
        return approvals.waiting(session.caller(), MOST).chain(all -> {
            Map<String, Object> values = new HashMap<>();
            values.put("waiting", lines(all, true));
            values.put("ready", lines(all, false));
            values.put("most", all.size() == MOST ? Said.number(MOST) : "");
            return pages.page(session, TAB, "approvals", values);
        });
    }

    private static List<Line> lines(List<Approvals.Line> all, boolean waits) {
        return all.stream().filter(it -> it.waits() == waits).map(Line::of).toList();
    }
}
