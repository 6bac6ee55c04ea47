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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.ActionForm;
import org.candor.incident.Actions;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /console/incidents/{id}/actions}: what was and is to be done about a breach; nothing of it is ever changed. */
@Path("/console/incidents/{id}/actions")
@RolesAllowed(Session.ROLE)
public class ActionsPage {
    private static final String TAB = "Incidents";
    private static final int MOST = 100;
    private static final Map<String, String> LABELS = labels();

    private final Actions actions;
    private final Forms forms;
    private final ConsolePages pages;
    private final Needs needs;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    ActionsPage(
            Actions actions,
            Forms forms,
            ConsolePages pages,
            Needs needs,
            InstantSource clock,
            SecurityIdentity identity) {
        this.actions = actions;
        this.forms = forms;
        this.pages = pages;
        this.needs = needs;
        this.clock = clock;
        this.identity = identity;
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("kind", "Kind");
        labels.put("summary", "What");
        labels.put("owner", "Who");
        labels.put("due", "Due");
        labels.put("done-at", "Done at");
        labels.put("reference", "Reference");
        return labels;
    }

    private static String[] names() {
        return Stream.concat(LABELS.keySet().stream(), Stream.of(Times.ZONE)).toArray(String[]::new);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String text, @QueryParam("after") @Nullable String after) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.INCIDENTS_READ)) {
            return needs.page(session, TAB, "Actions", Scopes.INCIDENTS_READ);
        }
        return page(
                200,
                session,
                Ids.orNotFound(text),
                after == null ? null : Ids.orNotFound(after),
                new Form(Map.of()),
                null);
    }

    private Uni<Response> page(
            int status, Session session, UUID incident, @Nullable UUID after, Form form, @Nullable Problem wrong) {
        return actions.list(session.caller(), incident, after, MOST + 1).chain(found -> {
            List<Actions.Action> shown = found.stream().limit(MOST).toList();
            Map<String, Object> values = new HashMap<>();
            values.put("path", path(incident));
            values.put("lines", ActionLine.of(shown, Here.of(session, clock).day()));
            values.put("next", found.size() > MOST ? shown.getLast().id().toString() : "");
            values.put("writes", session.caller().may(Scopes.INCIDENTS_WRITE));
            values.put("kinds", Actions.KINDS);
            values.put("typedIn", Times.shown(form::get, session));
            values.put("sent", new Sent(form));
            values.put("errors", wrong == null ? List.of() : FormField.wrong(wrong, LABELS));
            values.put("wrong", new Wrongs(wrong));
            return pages.page(status, session, TAB, "actions", values);
        });
    }

    /** What the form was sent with, to be shown again. */
    record Sent(String kind, String summary, String owner, String due, String doneAt, String reference) {
        Sent(Form form) {
            this(
                    form.get("kind"),
                    form.get("summary"),
                    form.get("owner"),
                    form.get("due"),
                    form.get("done-at"),
                    form.get("reference"));
        }
    }

    /** What is wrong with each field; empty for nothing. */
    record Wrongs(String kind, String summary, String owner, String due, String doneAt, String reference) {
        Wrongs(@Nullable Problem it) {
            this(
                    said(it, "kind"),
                    said(it, "summary"),
                    said(it, "owner"),
                    said(it, "due"),
                    said(it, "done-at"),
                    said(it, "reference"));
        }

        private static String said(@Nullable Problem it, String id) {
            return it == null ? "" : FormField.wrong(it, id);
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> add(
            @PathParam("id") String text,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.INCIDENTS_WRITE);
        UUID incident = Ids.orNotFound(text);
        Form form = forms.posted(session, body, headers, request, names());
        ActionForm action = new ActionForm(
                form.get("kind"),
                form.get("summary"),
                IncidentSheet.orNull(form.get("owner")),
                IncidentSheet.orNull(form.get("due")),
                IncidentSheet.orNull(Times.sent(form.get("done-at"), Times.shown(form::get, session))),
                IncidentSheet.orNull(form.get("reference")));
        return Uni.createFrom()
                .deferred(() -> actions.note(session.caller(), incident, action))
                .map(done -> ConsolePages.seeOther(path(incident) + "/actions").build())
                .onFailure(it -> it instanceof Problem problem && problem.status() == 422)
                .recoverWithUni(it -> page(422, session, incident, null, form, (Problem) it));
    }

    @POST
    @Path("{action}/done")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> done(
            @PathParam("id") String text,
            @PathParam("action") String action,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.INCIDENTS_WRITE);
        UUID incident = Ids.orNotFound(text);
        forms.posted(session, body, headers, request);
        return actions.done(session.caller(), incident, Ids.orNotFound(action))
                // Noted before, as by a click before this one, is what was wanted.
                .onFailure(it -> it instanceof Problem problem && problem.status() == 409)
                .recoverWithNull()
                .map(done -> ConsolePages.seeOther(path(incident) + "/actions").build());
    }

    private static String path(UUID incident) {
        return "/console/incidents/" + incident;
    }
}
