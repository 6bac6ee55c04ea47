package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.queue.Suppressions.Entry;
import org.candor.receipt.LeftAlone;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /console/suppressions}: addresses that are left alone, which nobody can read here; why, until when, and the way out. */
@Path("/console/suppressions")
@RolesAllowed(Session.ROLE)
public class SuppressionsResource {
    private static final String TAB = "Channels";
    private static final String PATH = "/console/suppressions";

    private final LeftAlone alone;
    private final Cursors cursors;
    private final Confirming confirming;
    private final ConsolePages pages;
    private final Forms forms;
    private final SecurityIdentity identity;

    SuppressionsResource(
            LeftAlone alone,
            Cursors cursors,
            Confirming confirming,
            ConsolePages pages,
            Forms forms,
            SecurityIdentity identity) {
        this.alone = alone;
        this.cursors = cursors;
        this.confirming = confirming;
        this.pages = pages;
        this.forms = forms;
        this.identity = identity;
    }

    /**
     * @param until when it ends by itself; empty for never
     * @param delivery of which it was learnt; empty if a person said so
     */
    record Line(String id, String channel, String reason, Said.At since, Said.At until, String delivery, String by) {
        static Line of(Entry it) {
            return new Line(
                    it.id().toString(),
                    Meaning.ofChannel(it.channel().word()),
                    Meaning.ofReason(it.reason()),
                    Said.at(it.since()),
                    Said.at(it.until()),
                    it.delivery() == null ? "" : it.delivery().toString(),
                    it.setBy().equals("candor") ? "Candor itself" : it.setBy());
        }
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@Context UriInfo uri) {
        Session session = Session.of(identity);
        Caller caller = session.caller();
        if (!caller.may(Scopes.DELIVERIES_READ)) {
            return pages.page(
                    session,
                    TAB,
                    "needs",
                    Map.of("title", "Addresses that are left alone", "scope", Scopes.DELIVERIES_READ));
        }
        Cursors.Window window = cursors.window(caller, uri);
        return alone.page(caller, null, window.after(), window.limit() + 1).chain(found -> {
            List<Entry> shown = found.subList(0, Math.min(found.size(), window.limit()));
            Map<String, Object> values = new HashMap<>();
            values.put("lines", shown.stream().map(Line::of).toList());
            values.put("later", window.after() != null);
            values.put("mayLift", caller.may(Scopes.CHANNELS_ADMIN));
            values.put(
                    "next",
                    found.size() > shown.size()
                            ? PATH + "?cursor=" + cursors.cursor(caller, uri, LeftAlone.position(shown.getLast()))
                            : "");
            return pages.page(session, TAB, "suppressions", values);
        });
    }

    @GET
    @Path("{id}/lift")
    @Operation(hidden = true)
    public Uni<Response> ask(@PathParam("id") String id) {
        Session session = allowed();
        UUID entry = Ids.orNotFound(id);
        return alone.one(session.caller(), entry).chain(it -> confirming.ask(session, TAB, asked(it.id())));
    }

    @POST
    @Path("{id}/lift")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> lift(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = allowed();
        UUID entry = Ids.orNotFound(id);
        Form form = forms.posted(session, body, headers, request, "reason");
        return confirming.done(
                session,
                TAB,
                asked(entry),
                form,
                request,
                () -> alone.lift(session.caller(), entry, form.get("reason")),
                PATH);
    }

    private static Confirm asked(UUID id) {
        return new Confirm(
                        "Let this address be written to again",
                        "From the next delivery on. What was left alone meanwhile stays so.",
                        PATH + "/" + id + "/lift",
                        PATH,
                        "Let it be written to")
                .withReason();
    }

    private Session allowed() {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.CHANNELS_ADMIN);
        session.caller().unbound();
        return session;
    }
}
