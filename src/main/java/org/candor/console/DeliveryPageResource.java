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
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.console.Faces.Face;
import org.candor.incident.People;
import org.candor.incident.RevealedPerson;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.progress.Deliveries;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code GET /console/deliveries/{id}}: what became of one delivery; and, for a reason, who it goes to. */
@Path("/console/deliveries/{id}")
@RolesAllowed(Session.ROLE)
public class DeliveryPageResource {
    private static final String TAB = "Deliveries";

    private final Deliveries deliveries;
    private final Faces faces;
    private final People people;
    private final Confirming confirming;
    private final ConsolePages pages;
    private final Forms forms;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    DeliveryPageResource(
            Deliveries deliveries,
            Faces faces,
            People people,
            Confirming confirming,
            ConsolePages pages,
            Forms forms,
            InstantSource clock,
            SecurityIdentity identity) {
        this.deliveries = deliveries;
        this.faces = faces;
        this.people = people;
        this.confirming = confirming;
        this.pages = pages;
        this.forms = forms;
        this.clock = clock;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String id) {
        Session session = Session.of(identity);
        UUID delivery = Ids.orNotFound(id);
        if (!session.caller().may(Scopes.DELIVERIES_READ)) {
            return pages.page(session, TAB, "needs", Map.of("title", "Delivery", "scope", Scopes.DELIVERIES_READ));
        }
        return deliveries.one(session.caller(), delivery).chain(it -> {
            UUID recipient = it.delivery().recipient();
            return faces.of(session.caller(), List.of(new Faces.Of(it.incident(), recipient)))
                    .chain(known -> {
                        Map<String, Object> values = new HashMap<>();
                        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
                        values.put("it", DeliveryShown.of(it.delivery(), it.domain(), now));
                        values.put("face", face(recipient, known));
                        values.put("person", recipient != null);
                        values.put("mayPeople", Faces.may(session.caller()));
                        values.put("mayResolve", session.caller().may(Scopes.NOTICES_RELEASE));
                        return pages.page(session, TAB, "delivery", values);
                    });
        });
    }

    private static Face face(@Nullable UUID recipient, Map<UUID, Face> known) {
        return recipient == null ? Faces.ERASED : known.getOrDefault(recipient, Faces.ERASED);
    }

    @GET
    @Path("reveal")
    @Operation(hidden = true)
    public Uni<Response> ask(@PathParam("id") String id) {
        Session session = allowed();
        return recipient(session, Ids.orNotFound(id))
                .chain(it -> confirming.ask(session, TAB, asked(it.delivery().id())));
    }

    @POST
    @Path("reveal")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> reveal(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = allowed();
        Form form = forms.posted(session, body, headers, request, "reason", Again.FIELD);
        return recipient(session, Ids.orNotFound(id))
                .chain(it -> confirming.checked(
                        session,
                        TAB,
                        asked(it.delivery().id()),
                        form,
                        request,
                        () -> people.reveal(
                                        session.caller(),
                                        it.incident(),
                                        Objects.requireNonNull(it.delivery().recipient()),
                                        form.get("reason"))
                                .chain(person -> shown(session, it.delivery().id(), person))));
    }

    private Uni<Response> shown(Session session, UUID delivery, RevealedPerson it) {
        return pages.page(
                session,
                TAB,
                "revealed",
                Map.of(
                        "delivery",
                        delivery.toString(),
                        "ref",
                        it.ref(),
                        "name",
                        said(it.name()),
                        "email",
                        said(it.email()),
                        "phone",
                        said(it.phone()),
                        "account",
                        said(it.account())));
    }

    private static String said(@Nullable String text) {
        return Objects.requireNonNullElse(text, "none");
    }

    private Uni<Deliveries.One> recipient(Session session, UUID delivery) {
        return deliveries.one(session.caller(), delivery).invoke(it -> {
            if (it.delivery().recipient() == null) {
                throw Problem.of(409, "conflict", "This is a public post: it goes to nobody in particular.");
            }
        });
    }

    private static Confirm asked(UUID delivery) {
        String path = "/console/deliveries/" + delivery;
        return new Confirm(
                        "Show who this delivery goes to",
                        "You see the name and the addresses of one person in clear. It is on record that you asked, and why; you"
                                + " may do this some times in an hour.",
                        path + "/reveal",
                        path,
                        "Show them")
                .withReason()
                .withSignIn();
    }

    private Session allowed() {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.DELIVERIES_READ);
        Needs.scope(session, Scopes.RECIPIENTS_READ);
        return session;
    }
}
