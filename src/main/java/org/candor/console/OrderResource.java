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
import java.util.Map;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.notice.Orders;
import org.candor.notice.Overviews;
import org.candor.notice.Overviews.Overview;
import org.candor.notice.Step;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * What an operator does to a notice on its way. To pause is one click; everything else asks first, and the more it does to
 * people, the more it asks.
 */
@Path("/console/notices/{id}")
@RolesAllowed(Session.ROLE)
public class OrderResource {
    private static final String TAB = "Incidents";
    private static final String COUNT = "count";

    private final Orders orders;
    private final Overviews overviews;
    private final Confirming confirming;
    private final Forms forms;
    private final SecurityIdentity identity;

    OrderResource(Orders orders, Overviews overviews, Confirming confirming, Forms forms, SecurityIdentity identity) {
        this.orders = orders;
        this.overviews = overviews;
        this.confirming = confirming;
        this.forms = forms;
        this.identity = identity;
    }

    @POST
    @Path("pause")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> pause(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = allowed();
        UUID notice = Ids.orNotFound(id);
        forms.posted(session, body, headers, request);
        return orders.pause(session.caller(), notice)
                .map(_ -> ConsolePages.seeOther(path(notice)).build());
    }

    /** Asks about one of the other orders. */
    @GET
    @Path("{order:resume|cancel|retry|extend}")
    @Operation(hidden = true)
    public Uni<Response> ask(@PathParam("id") String id, @PathParam("order") String order) {
        Session session = allowed();
        return overviews
                .of(session.caller(), Ids.orNotFound(id))
                .chain(it -> confirming.ask(session, TAB, asked(order, it)));
    }

    @POST
    @Path("{order:resume|cancel|retry|extend}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> act(
            @PathParam("id") String id,
            @PathParam("order") String order,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = allowed();
        Form form = forms.posted(session, body, headers, request, "reason", "typed", Again.FIELD, COUNT);
        return overviews
                .of(session.caller(), Ids.orNotFound(id))
                .chain(it -> confirming.done(
                        session,
                        TAB,
                        asked(order, it),
                        form,
                        request,
                        () -> ordered(session, order, it, form),
                        path(it.id())));
    }

    private Uni<?> ordered(Session session, String order, Overview it, Form form) {
        return switch (order) {
            case "resume" -> orders.resume(session.caller(), it.id(), form.get("reason"));
            case "cancel" -> orders.cancel(session.caller(), it.id(), form.get("reason"));
            case "retry" -> {
                sameCount(form, failed(it));
                yield orders.retryFailed(session.caller(), it.id());
            }
            default -> orders.extend(session.caller(), it.id());
        };
    }

    /** What is confirmed is what was shown. */
    private static void sameCount(Form form, long now) {
        if (!form.get(COUNT).equals(Long.toString(now))) {
            throw Problem.of(409, "conflict", "By now it is " + Said.deliveries(now) + ": look at it again.");
        }
    }

    private Session allowed() {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.NOTICES_RELEASE);
        return session;
    }

    private static String path(UUID notice) {
        return "/console/notices/" + notice;
    }

    private static long failed(Overview it) {
        return WatchResource.count(it, "failed", "expired");
    }

    private static long open(Overview it) {
        return it.lanes().stream().mapToLong(LaneBar::open).sum();
    }

    /** 409 for what cannot be done in the notice's state. */
    private static Confirm asked(String order, Overview it) {
        Step step = switch (order) {
            case "resume" -> Step.RESUME;
            case "cancel" -> Step.CANCEL;
            case "retry" -> Step.RETRY_FAILED;
            default -> Step.EXTEND;
        };
        if (!it.can().contains(step)) {
            throw Problem.of(
                    409,
                    "conflict",
                    "The notice is " + Meaning.ofStage(it.state()) + " by now: it cannot be " + step.done() + ".");
        }
        String name = "notice of " + it.reference();
        return switch (step) {
            case RESUME ->
                confirm(it, order, "Resume the " + name, resumed(it), "Resume").withReason();
            case CANCEL ->
                confirm(it, order, "Cancel the " + name, cancelled(it), "Cancel the notice for good")
                        .withReason()
                        .withName(it.reference())
                        .withSignIn();
            case RETRY_FAILED ->
                confirm(it, order, "Retry what failed of the " + name, retried(failed(it)), "Retry them")
                        .with(Map.of(COUNT, Long.toString(failed(it))));
            default ->
                confirm(it, order, "Send the " + name + " to people who came since", EXTENDED, "Send it to them");
        };
    }

    private static Confirm confirm(Overview it, String order, String title, String effect, String verb) {
        return new Confirm(title, effect, path(it.id()) + "/" + order, path(it.id()), verb);
    }

    private static String resumed(Overview it) {
        long open = open(it);
        return open == 0
                ? "It goes on; all of it is settled already."
                : Said.deliveries(open) + " that waited go out to people from now on, as fast as the limits let them.";
    }

    private static String cancelled(Overview it) {
        String released = it.released() == null
                ? "Nobody was written to yet, and nobody will be."
                : Said.deliveries(open(it))
                        + " will not go out, and these people will not be told by this notice. What is in"
                        + " flight is finished. The reset links that are out already end.";
        return released + " This cannot be taken back.";
    }

    private static String retried(long failed) {
        return "Up to " + Said.deliveries(failed)
                + " that failed or expired go out again, with fresh tries. Addresses that are to be left alone are not tried,"
                + " and where a try was in doubt, somebody may get it twice.";
    }

    private static final String EXTENDED =
            "The people of the lists that were completed since it was submitted get it too; it says the same to them. If it"
                    + " goes to more people in all than one person may decide about, it waits for somebody else's approval.";
}
