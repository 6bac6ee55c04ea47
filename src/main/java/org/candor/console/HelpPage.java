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
                                        .map(it -> new Word(Meaning.ofState(it.word()), meaning(it)))
                                        .toList())));
    }

    private static String meaning(State state) {
        return switch (state) {
            case QUEUED -> "It goes out when its turn comes: the pace of its account decides, or a gate is closed.";
            case CLAIMED -> "It is about to be sent. Nothing has left yet.";
            case HANDING_OFF -> "The provider is being asked to take it at this moment.";
            case WAITING -> "It was certainly not taken, and will be tried again by itself.";
            case UNKNOWN ->
                "The provider may have taken it, and nobody can know. It is settled by a receipt, by a rule of the notice, or by you.";
            case ACCEPTED -> "The provider said that it has it. Whether the person got it, only a receipt could tell.";
            case DELIVERED -> "A receipt says that it arrived.";
            case BOUNCED -> "It was taken, and came back.";
            case FAILED -> "It was refused for good, tried often enough, or given up by somebody.";
            case SUPPRESSED ->
                "It is not sent, on purpose: the attacker may read this channel, there is no consent, the person said no, or was erased.";
            case EXPIRED -> "Its deadline passed before it could be sent.";
            case CANCELLED -> "Somebody stopped the notice before its turn came.";
        };
    }
}
