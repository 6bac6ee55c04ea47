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
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Session;
import org.candor.access.Zone;
import org.candor.console.ComposePage.Sheet;
import org.candor.notice.ByHand;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code /console/notices/{id}/edit}: a notice that is not released. Saving, a test and the submission are buttons of one
 * form: whoever presses any of them keeps what they typed.
 */
@Path("/console/notices/{id}/edit")
@RolesAllowed(Session.ROLE)
public class EditResource {
    private final ByHand byHand;
    private final ComposePage page;
    private final Sketching sketching;
    private final Writers writers;
    private final ConsolePages pages;
    private final Forms forms;
    private final SecurityIdentity identity;

    EditResource(
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
    public Uni<Response> edit(@PathParam("id") String id, @QueryParam("saved") @Nullable String saved) {
        Session session = Session.of(identity);
        return writers.only(
                session,
                () -> byHand.read(session.caller(), Ids.orNotFound(id))
                        .chain(it -> released(it)
                                ? pages.page(
                                        session,
                                        "Incidents",
                                        "compose-closed",
                                        Map.of(
                                                "it",
                                                it.notice(),
                                                "state",
                                                it.notice().state().replace('_', ' ')))
                                : page.show(
                                        200, session, kept(it, session.zone()).done(saved == null ? "" : "Saved."))));
    }

    private static boolean released(ByHand.Seen it) {
        return it.notice().releasedAt() != null || it.notice().state().equals("cancelled");
    }

    private static Sheet kept(ByHand.Seen it, Zone zone) {
        return new Sheet(it.notice().incident(), it, Written.of(it.notice(), it.revision(), Writers.once(), zone));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> save(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Written written = posted(session, body, headers, request);
        return byHand.read(session.caller(), Ids.orNotFound(id)).chain(it -> {
            Sheet sheet = new Sheet(it.notice().incident(), it, written);
            if (Writers.turns(written.get("act"))) {
                Writers.turn(written);
                return page.show(200, session, sheet);
            }
            return saved(session, it, written)
                    .chain(now -> next(session, now, written))
                    .onFailure(Writers::mendable)
                    .recoverWithUni(fault -> again(session, it.notice().id(), written, (Problem) fault));
        });
    }

    private Written posted(Session session, byte[] body, HttpHeaders headers, HttpServerRequest request) {
        Form form = forms.posted(session, body, headers, request, Written.names());
        Written written = Written.of(form, Times.shown(form::get, session));
        Writers.must(session);
        return written;
    }

    /** The notice as it is then. Who changed nothing takes back nothing, and a second click finds everything done. */
    private Uni<ByHand.Seen> saved(Session session, ByHand.Seen before, Written typed) {
        UUID id = before.notice().id();
        return typed.saysAsMuchAs(kept(before, typed.zone()).written()) && !released(before)
                ? Uni.createFrom().item(before)
                : byHand.edit(
                                session.caller(),
                                id,
                                typed.get("revision"),
                                typed.patch(before.notice().content().keySet()))
                        .chain(() -> byHand.read(session.caller(), id));
    }

    private Uni<Response> next(Session session, ByHand.Seen now, Written written) {
        UUID id = now.notice().id();
        String at = "/console/notices/" + id;
        // From here on this is what the form has seen.
        written.put("revision", Integer.toString(now.revision()));
        return switch (written.get("act")) {
            case "test" ->
                byHand.test(session.caller(), written.get("once"), id, Sketching.language(written))
                        .map(test -> other(at + "/tests/" + test));
            case "submit" ->
                submitted(session, now).map(it -> other(at + (needsApproval(it) ? "/approve" : "/release")));
            default -> Uni.createFrom().item(other(at + "/edit?saved=1"));
        };
    }

    private Uni<ByHand.Seen> submitted(Session session, ByHand.Seen now) {
        return session.caller().owner().equals(now.notice().submittedBy())
                ? Uni.createFrom().item(now)
                : byHand.submit(session.caller(), now.notice().id(), Integer.toString(now.revision()));
    }

    private static boolean needsApproval(ByHand.Seen it) {
        return Boolean.TRUE.equals(it.notice().needsApproval());
    }

    private static Response other(String path) {
        return ConsolePages.seeOther(path).build();
    }

    /** The form with all that was typed. After a lost race with what the other one has saved where that differs. */
    private Uni<Response> again(Session session, UUID id, Written typed, Problem problem) {
        Wrong wrong = Wrong.of(problem.errors(), typed);
        return byHand.read(session.caller(), id).chain(now -> {
            boolean lost = problem.status() == 412;
            Map<String, String> kept =
                    lost ? differing(typed, kept(now, typed.zone()).written()) : Map.of();
            String alert = lost
                    ? "Somebody else has saved this notice since you opened it: your text was not saved. Where theirs"
                            + " differs, it stands below yours. If you save now, yours takes its place."
                    : Writers.alert(problem);
            if (lost) {
                typed.put("revision", Integer.toString(now.revision()));
            }
            return page.show(
                    problem.status(), session, new Sheet(now.notice().incident(), now, typed, wrong, alert, kept, ""));
        });
    }

    private static Map<String, String> differing(Written typed, Written now) {
        Map<String, String> kept = new HashMap<>();
        now.languages().forEach((tag, texts) -> {
            Map<String, String> own = typed.languages().getOrDefault(tag, Map.of());
            texts.forEach((name, text) -> {
                if (!text.isEmpty() && !text.equals(own.getOrDefault(name, ""))) {
                    kept.put(name + " " + tag, text);
                }
            });
        });
        return kept;
    }

    /** The preview alone, for who goes on typing. */
    @POST
    @Path("preview")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> preview(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Written written = posted(session, body, headers, request);
        return byHand.read(session.caller(), Ids.orNotFound(id))
                .chain(it -> sketching.shown(session, new Sheet(it.notice().incident(), it, written)))
                .map(it -> pages.part(session, "message", Map.of("shown", it)));
    }
}
