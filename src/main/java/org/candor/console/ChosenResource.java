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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.notice.Orders;
import org.candor.notice.Overviews;
import org.candor.notice.Overviews.Overview;
import org.candor.notice.Step;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.progress.Deliveries;
import org.candor.progress.Deliveries.Standing;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What is done to deliveries of a notice that somebody ticked, or to the one whose page they are on: those in doubt are decided
 * about, those that failed or expired are tried again. All of them or none.
 */
@Path("/console/notices/{id}")
@RolesAllowed(Session.ROLE)
public class ChosenResource {
    private static final String TAB = "Deliveries";
    static final String RETRY = "retry";
    private static final String ACTS = "chosen/{act:resend|accepted|give-up|retry}";
    private static final String CHOSEN = "chosen";
    private static final String STATE = "state";

    private final Orders orders;
    private final Overviews overviews;
    private final Deliveries deliveries;
    private final Confirming confirming;
    private final Forms forms;
    private final SecurityIdentity identity;

    ChosenResource(
            Orders orders,
            Overviews overviews,
            Deliveries deliveries,
            Confirming confirming,
            Forms forms,
            SecurityIdentity identity) {
        this.orders = orders;
        this.overviews = overviews;
        this.deliveries = deliveries;
        this.confirming = confirming;
        this.forms = forms;
        this.identity = identity;
    }

    @GET
    @Path(ACTS)
    @Operation(hidden = true)
    public Uni<Response> ask(
            @PathParam("id") String id,
            @PathParam("act") String act,
            @QueryParam("d") List<String> ticked,
            @QueryParam("state") @Nullable String state) {
        Session session = allowed();
        List<UUID> chosen = chosen(ticked.stream());
        return overviews
                .of(session.caller(), Ids.orNotFound(id))
                .call(it -> possible(it, act, chosen))
                .chain(it -> confirming.ask(session, TAB, asked(it.id(), act, chosen, state(state))));
    }

    @POST
    @Path(ACTS)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> act(
            @PathParam("id") String id,
            @PathParam("act") String act,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = allowed();
        UUID notice = Ids.orNotFound(id);
        Form form = forms.posted(session, body, headers, request, "reason", CHOSEN, STATE);
        List<UUID> chosen = chosen(Stream.of(form.get(CHOSEN).split(" ")));
        return confirming.done(
                session,
                TAB,
                asked(notice, act, chosen, state(form.get(STATE))),
                form,
                request,
                () -> ordered(session.caller(), notice, act, chosen, form.get("reason")),
                chosen.size() == 1 ? one(chosen) : list(notice));
    }

    private Uni<?> ordered(Caller caller, UUID notice, String act, List<UUID> chosen, String reason) {
        if (act.equals(RETRY)) {
            return orders.retryFailed(caller, notice, chosen);
        }
        // One is on record as the delivery's own.
        return chosen.size() == 1
                ? orders.resolve(caller, chosen.getFirst(), DoubtWays.decision(act), reason)
                : orders.resolve(caller, notice, chosen, DoubtWays.decision(act), reason);
    }

    /** Nobody is asked about what cannot be done. */
    private Uni<Void> possible(Overview it, String act, List<UUID> chosen) {
        if (!may(it, act)) {
            throw Problem.of(
                    409,
                    "conflict",
                    "The notice is " + Meaning.ofStage(it.state()) + " by now: nothing of it is tried again.");
        }
        return deliveries
                .standing(it.id(), chosen)
                .invoke(all -> {
                    long ready = all.stream().filter(one -> ready(one, act)).count();
                    if (ready < chosen.size()) {
                        String what = act.equals(RETRY)
                                ? " can be tried again: the others did not fail, or their addresses are left alone."
                                : " are in doubt: about the others there is nothing to decide.";
                        throw Problem.of(409, "conflict", "By now " + ready + " of these " + chosen.size() + what);
                    }
                })
                .replaceWithVoid();
    }

    private static boolean ready(Standing it, String act) {
        return act.equals(RETRY)
                ? triedAgain(it.state()) && !it.leftAlone()
                : it.state().equals("unknown");
    }

    /** What somebody may want to be tried again. */
    static boolean triedAgain(@Nullable String state) {
        return "failed".equals(state) || "expired".equals(state);
    }

    /** Whether the notice allows it. */
    static boolean may(Overview it, String act) {
        return switch (act) {
            case RETRY -> it.can().contains(Step.RETRY_FAILED);
            case "resend" -> !it.state().equals("cancelled");
            default -> true;
        };
    }

    static String verb(String act) {
        return act.equals(RETRY) ? "Try again" : DoubtWays.title(act);
    }

    /** Which list somebody came from. */
    private static String state(@Nullable String word) {
        return word != null && triedAgain(word) ? word : "unknown";
    }

    private static List<UUID> chosen(Stream<String> ids) {
        List<UUID> chosen =
                ids.filter(it -> !it.isEmpty()).map(Ids::orNotFound).distinct().toList();
        if (chosen.isEmpty()) {
            throw Problem.parameter("d", "Nothing was ticked. Go back, tick a delivery, and try again.");
        }
        return chosen;
    }

    private static Confirm asked(UUID notice, String act, List<UUID> chosen, String state) {
        boolean retry = act.equals(RETRY);
        String verb = verb(act);
        Confirm ask = new Confirm(
                        verb + ": " + Said.deliveries(chosen.size()) + " that you chose",
                        retry ? retried(chosen.size()) : DoubtWays.effect(act, chosen.size()),
                        "/console/notices/" + notice + "/chosen/" + act,
                        chosen.size() == 1 ? one(chosen) : list(notice) + "?state=" + state,
                        verb)
                .with(Map.of(
                        CHOSEN,
                        String.join(" ", chosen.stream().map(UUID::toString).toList()),
                        STATE,
                        state));
        return retry ? ask : ask.withReason();
    }

    private static String retried(long count) {
        return Said.deliveries(count)
                + " will go out again, with fresh tries. Where a try was in doubt, somebody may get it"
                + " twice. If one of them is not to be tried again, none is.";
    }

    private static String list(UUID notice) {
        return "/console/notices/" + notice + "/deliveries";
    }

    private static String one(List<UUID> chosen) {
        return "/console/deliveries/" + chosen.getFirst();
    }

    private Session allowed() {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.NOTICES_RELEASE);
        Needs.scope(session, Scopes.DELIVERIES_READ);
        return session;
    }
}
