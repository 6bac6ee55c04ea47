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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.delivery.Channel;
import org.candor.notice.Orders;
import org.candor.notice.Overviews;
import org.candor.notice.Overviews.Overview;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.progress.Deliveries;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Deciding about all deliveries of a notice that are in doubt, as many as were seen. */
@Path("/console/notices/{id}")
@RolesAllowed(Session.ROLE)
public class DoubtsResource {
    private static final String TAB = "Deliveries";

    private final Orders orders;
    private final Overviews overviews;
    private final Deliveries deliveries;
    private final Confirming confirming;
    private final ConsolePages pages;
    private final Forms forms;
    private final SecurityIdentity identity;

    DoubtsResource(
            Orders orders,
            Overviews overviews,
            Deliveries deliveries,
            Confirming confirming,
            ConsolePages pages,
            Forms forms,
            SecurityIdentity identity) {
        this.orders = orders;
        this.overviews = overviews;
        this.deliveries = deliveries;
        this.confirming = confirming;
        this.pages = pages;
        this.forms = forms;
        this.identity = identity;
    }

    /** So many of a channel that are in doubt. */
    record Lane(String channel, String word, long count, String number) {}

    /** Why some are in doubt. */
    record Why(String channel, String text, String number) {}

    @GET
    @Path("unknowns")
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") String id) {
        Session session = allowed();
        UUID notice = Ids.orNotFound(id);
        return overviews
                .of(session.caller(), notice)
                .chain(it -> deliveries.reasons(notice).chain(reasons -> {
                    Map<String, Object> values = new HashMap<>();
                    values.put("id", notice.toString());
                    values.put("reference", it.reference());
                    values.put("lanes", lanes(it));
                    values.put("whys", whys(reasons));
                    return pages.page(session, TAB, "unknowns", values);
                }));
    }

    private static List<Lane> lanes(Overview it) {
        return it.lanes().stream()
                .map(lane -> new Lane(
                        lane.channel(), Meaning.ofChannel(lane.channel()), unknown(lane), Said.number(unknown(lane))))
                .filter(lane -> lane.count() > 0)
                .toList();
    }

    private static List<Why> whys(List<Deliveries.Reason> reasons) {
        return reasons.stream()
                .filter(it -> it.state().equals("unknown"))
                .map(it -> new Why(
                        Meaning.ofChannel(it.channel()),
                        it.reason() == null ? "no reason is known" : Meaning.ofReason(it.reason()),
                        Said.number(it.n())))
                .toList();
    }

    @GET
    @Path("unknowns/" + DoubtWays.WAYS)
    @Operation(hidden = true)
    public Uni<Response> askAll(
            @PathParam("id") String id, @PathParam("as") String as, @QueryParam("channel") @Nullable String channel) {
        Session session = allowed();
        Channel only = channel(channel);
        return overviews
                .of(session.caller(), Ids.orNotFound(id))
                .chain(it -> confirming.ask(session, TAB, all(it, as, only)));
    }

    @POST
    @Path("unknowns/" + DoubtWays.WAYS)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> decideAll(
            @PathParam("id") String id,
            @PathParam("as") String as,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = allowed();
        UUID notice = Ids.orNotFound(id);
        Form form = forms.posted(session, body, headers, request, "reason", "channel", "count");
        Channel only = channel(form.get("channel").isEmpty() ? null : form.get("channel"));
        // What is shown again has the count of now: it is decided about once that was seen.
        return overviews
                .of(session.caller(), notice)
                .chain(it -> confirming.done(
                        session,
                        TAB,
                        all(it, as, only),
                        form,
                        request,
                        () -> orders.resolveAll(
                                session.caller(),
                                notice,
                                only,
                                count(form),
                                DoubtWays.decision(as),
                                form.get("reason")),
                        "/console/notices/" + notice));
    }

    private static int count(Form form) {
        if (!form.get("count").matches("[1-9][0-9]{0,8}")) {
            throw Problem.of(409, "conflict", "There is none in doubt any more.");
        }
        return Integer.parseInt(form.get("count"));
    }

    private static Confirm all(Overview it, String as, @Nullable Channel only) {
        long count = it.lanes().stream()
                .filter(lane -> only == null || lane.channel().equals(only.word()))
                .mapToLong(DoubtsResource::unknown)
                .sum();
        String path = "/console/notices/" + it.id() + "/unknowns";
        String which = only == null ? "" : " over " + Meaning.ofChannel(only.word());
        return new Confirm(
                        DoubtWays.title(as) + " all in doubt" + which + ": " + Said.deliveries(count),
                        DoubtWays.effect(as, count),
                        path + "/" + as,
                        path,
                        DoubtWays.title(as))
                .with(Map.of("count", Long.toString(count), "channel", only == null ? "" : only.word()))
                .withReason();
    }

    private static long unknown(Overviews.Lane lane) {
        return lane.counts().getOrDefault("unknown", 0L);
    }

    private static @Nullable Channel channel(@Nullable String word) {
        try {
            return word == null ? null : Channel.of(word);
        } catch (IllegalArgumentException e) {
            throw Problem.parameter("channel", "channel is email, sms or social.");
        }
    }

    private Session allowed() {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.NOTICES_RELEASE);
        Needs.scope(session, Scopes.DELIVERIES_READ);
        return session;
    }
}
