package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.stream.Stream;
import org.candor.access.Session;
import org.candor.delivery.State;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /console/help}: what the words on the other pages mean, and which letters lead where. */
@Path("/console/help")
@RolesAllowed(Session.ROLE)
public class HelpPage {
    private final ConsolePages pages;
    private final Tabs tabs;
    private final SecurityIdentity identity;

    HelpPage(ConsolePages pages, Tabs tabs, SecurityIdentity identity) {
        this.pages = pages;
        this.tabs = tabs;
        this.identity = identity;
    }

    /** A state of a delivery, and what it says about the person. */
    record Word(String word, String meaning) {}

    @GET
    @Operation(hidden = true)
    public Uni<Response> show() {
        Session session = Session.of(identity);
        return tabs.of(session.caller())
                .chain(all -> pages.page(
                        session,
                        "",
                        "help",
                        Map.of(
                                "letters",
                                all,
                                "words",
                                Stream.of(State.values())
                                        .map(it -> new Word(Meaning.ofState(it.word()), Meaning.of(it)))
                                        .toList())));
    }
}
