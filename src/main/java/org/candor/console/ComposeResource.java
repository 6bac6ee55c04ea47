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
import java.util.Map;
import java.util.UUID;
import org.candor.access.Session;
import org.candor.console.ComposePage.Sheet;
import org.candor.notice.ByHand;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /console/incidents/{id}/notices/new}: a new notice of an incident, empty or to follow one that went out. */
@Path("/console/incidents/{id}/notices/new")
@RolesAllowed(Session.ROLE)
public class ComposeResource {
    private final ByHand byHand;
    private final ComposePage page;
    private final Sketching sketching;
    private final Writers writers;
    private final ConsolePages pages;
    private final Forms forms;
    private final SecurityIdentity identity;

    ComposeResource(
            ByHand byHand,
            ComposePage page,
            Sketching sketching,
            Writers writers,
            ConsolePages pages,
            Forms forms,
            SecurityIdentity identity) {
        this.byHand = byHand;
        this.page = page;
        this.sketching = sketching;
        this.writers = writers;
        this.pages = pages;
        this.forms = forms;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> write(@PathParam("id") String id, @QueryParam("follows") @Nullable String follows) {
        Session session = Session.of(identity);
        UUID incident = Ids.orNotFound(id);
        session.caller().mayTouch(incident);
        return writers.only(
                session,
                () -> begun(session, incident, follows)
                        .chain(written -> page.show(200, session, new Sheet(incident, null, written))));
    }

    private Uni<Written> begun(Session session, UUID incident, @Nullable String follows) {
        String once = Writers.once();
        if (follows == null) {
            return Uni.createFrom().item(Written.fresh(once, session.zone()));
        }
        return byHand.read(session.caller(), Ids.orNotFound(follows)).map(it -> {
            if (!it.notice().incident().equals(incident)) {
                throw Problem.notFound();
            }
            return Written.after(it.notice(), once, session.zone());
        });
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> save(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Sheet sheet = posted(session, id, body, headers, request);
        String act = sheet.written().get("act");
        if (Writers.turns(act)) {
            Writers.turn(sheet.written());
            return page.show(200, session, sheet);
        }
        return byHand.create(
                        session.caller(),
                        sheet.written().get("once"),
                        sheet.written().body(sheet.incident()))
                .map(made -> ConsolePages.seeOther("/console/notices/" + made + "/edit?saved=1")
                        .build())
                .onFailure(Writers::mendable)
                .recoverWithUni(fault -> again(session, sheet, (Problem) fault));
    }

    /** A first post whose answer was lost, and then other words: the first made a notice. */
    private Uni<Response> again(Session session, Sheet sheet, Problem problem) {
        boolean used = problem.slug().equals("idempotency-key-reused");
        if (used) {
            sheet.written().put("once", Writers.once());
        }
        String alert = used
                ? "This form was saved before, as a draft of its own. To save this text as another notice, press Save once more."
                : Writers.alert(problem);
        return page.show(problem.status(), session, sheet.but(Wrong.of(problem.errors(), sheet.written()), alert));
    }

    /** The preview alone, for who goes on typing. */
    @POST
    @Path("preview")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> preview(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Sheet sheet = posted(session, id, body, headers, request);
        return sketching.shown(session, sheet).map(it -> pages.part(session, "message", Map.of("shown", it)));
    }

    private Sheet posted(Session session, String id, byte[] body, HttpHeaders headers, HttpServerRequest request) {
        UUID incident = Ids.orNotFound(id);
        Form form = forms.posted(session, body, headers, request, Written.names());
        Written written = Written.of(form, Times.shown(form::get, session));
        Writers.must(session);
        session.caller().mayTouch(incident);
        return new Sheet(incident, null, written);
    }
}
