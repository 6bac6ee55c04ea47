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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.MaskedPerson;
import org.candor.incident.People;
import org.candor.incident.RevealedPerson;
import org.candor.notice.Forgetting;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.progress.Deliveries;
import org.candor.progress.DeliveryView;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /console/incidents/{id}/people/{person}}: one person, masked; in clear for a reason; and how they are erased. */
@Path("/console/incidents/{id}/people/{person}")
@RolesAllowed(Session.ROLE)
public class PersonPage {
    private static final String TAB = "Incidents";
    private static final int MOST = 100;

    private final People people;
    private final Forgetting forgetting;
    private final Deliveries deliveries;
    private final Forms forms;
    private final Confirming confirming;
    private final ConsolePages pages;
    private final Needs needs;
    private final SecurityIdentity identity;

    PersonPage(
            People people,
            Forgetting forgetting,
            Deliveries deliveries,
            Forms forms,
            Confirming confirming,
            ConsolePages pages,
            Needs needs,
            SecurityIdentity identity) {
        this.people = people;
        this.forgetting = forgetting;
        this.deliveries = deliveries;
        this.forms = forms;
        this.confirming = confirming;
        this.pages = pages;
        this.needs = needs;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String text, @PathParam("person") String person) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.RECIPIENTS_READ)) {
            return needs.page(session, TAB, "Person", Scopes.RECIPIENTS_READ);
        }
        UUID incident = Ids.orNotFound(text);
        return people.one(session.caller(), incident, Ids.orNotFound(person))
                .chain(it -> sent(session, incident, it.id()).chain(sent -> {
                    Map<String, Object> values = new HashMap<>();
                    values.put("path", ImportPage.path(incident));
                    values.put("it", PersonLine.of(it));
                    values.put("sent", sent);
                    values.put("seesSent", session.caller().may(Scopes.DELIVERIES_READ));
                    values.put("erases", session.caller().may(Scopes.ERASURE));
                    return pages.page(session, TAB, "person", values);
                }));
    }

    /** A delivery to this person, and why it is where it is. */
    record Sent(String id, String channel, String state, String stateWord, String reason, Said.At changed) {
        static Sent of(DeliveryView it) {
            return new Sent(
                    it.id().toString(),
                    Meaning.ofChannel(it.channel()),
                    it.state(),
                    Meaning.ofState(it.state()),
                    Meaning.ofReason(it.reason()),
                    Said.at(it.changedAt()));
        }
    }

    private Uni<List<Sent>> sent(Session session, UUID incident, UUID person) {
        return session.caller().may(Scopes.DELIVERIES_READ)
                ? deliveries
                        .to(incident, person, MOST)
                        .map(all ->
                                all.stream().map(it -> Sent.of(it.delivery())).toList())
                : Uni.createFrom().item(List.of());
    }

    @GET
    @Path("reveal")
    @Operation(hidden = true)
    public Uni<Response> askToReveal(@PathParam("id") String text, @PathParam("person") String person) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.RECIPIENTS_READ);
        return people.one(session.caller(), Ids.orNotFound(text), Ids.orNotFound(person))
                .chain(it -> confirming.ask(session, TAB, reveal(path(text, person), it)));
    }

    private static Confirm reveal(String path, MaskedPerson it) {
        String shown = "The name, the addresses and the account of " + name(it)
                + " are shown to you once, in clear. That you saw them stays on record, with your reason.";
        return new Confirm("Show a person in clear", shown, path + "/reveal", path, "Show once")
                .withReason()
                .withSignIn();
    }

    @POST
    @Path("reveal")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> reveal(
            @PathParam("id") String text,
            @PathParam("person") String person,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.RECIPIENTS_READ);
        UUID incident = Ids.orNotFound(text);
        UUID id = Ids.orNotFound(person);
        Form form = forms.posted(session, body, headers, request, "reason", Again.FIELD);
        return people.one(session.caller(), incident, id)
                .chain(it -> confirming.checked(
                        session,
                        TAB,
                        reveal(path(text, person), it),
                        form,
                        request,
                        () -> people.reveal(session.caller(), incident, id, form.get("reason"))
                                .chain(clear -> revealed(session, path(text, person), clear))));
    }

    private Uni<Response> revealed(Session session, String path, RevealedPerson it) {
        Map<String, Object> values = new HashMap<>();
        values.put("path", path);
        values.put("ref", it.ref());
        values.put("name", Objects.requireNonNullElse(it.name(), ""));
        values.put("email", Objects.requireNonNullElse(it.email(), ""));
        values.put("phone", Objects.requireNonNullElse(it.phone(), ""));
        values.put("account", Objects.requireNonNullElse(it.account(), ""));
        return pages.page(session, TAB, "person-clear", values);
    }

    @GET
    @Path("erase")
    @Operation(hidden = true)
    public Uni<Response> askToErase(@PathParam("id") String text, @PathParam("person") String person) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.RECIPIENTS_READ);
        Needs.scope(session, Scopes.ERASURE);
        return people.one(session.caller(), Ids.orNotFound(text), Ids.orNotFound(person))
                .chain(it -> confirming.ask(session, TAB, erase(path(text, person), it)));
    }

    private static Confirm erase(String path, MaskedPerson it) {
        String effect = "Who " + name(it)
                + " is goes for good, everywhere but in backups. What was not sent to them yet is not sent any"
                + " more, their links end, and for a while no list brings them back. What was sent stays counted.";
        return new Confirm("Erase a person", effect, path + "/erase", path, "Erase this person")
                .withReason()
                .withName(name(it))
                .withSignIn();
    }

    @POST
    @Path("erase")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> erase(
            @PathParam("id") String text,
            @PathParam("person") String person,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.RECIPIENTS_READ);
        Needs.scope(session, Scopes.ERASURE);
        UUID incident = Ids.orNotFound(text);
        UUID id = Ids.orNotFound(person);
        Form form = forms.posted(session, body, headers, request, "reason", "typed", Again.FIELD);
        return people.one(session.caller(), incident, id)
                .chain(it -> confirming.checked(
                        session,
                        TAB,
                        erase(path(text, person), it),
                        form,
                        request,
                        () -> forgetting
                                .forget(session.caller(), incident, id, form.get("reason"))
                                .map(done -> ConsolePages.seeOther(ImportPage.path(incident) + "/people")
                                        .build())));
    }

    private static String name(MaskedPerson it) {
        return Objects.requireNonNullElse(it.ref(), "this person");
    }

    private static String path(String incident, String person) {
        return ImportPage.path(Ids.orNotFound(incident)) + "/people/" + Ids.orNotFound(person);
    }
}
