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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.plumbing.Form;
import org.candor.plumbing.Problem;
import org.candor.queue.AccountView;
import org.candor.queue.HeldDomain;
import org.candor.queue.Switchboard;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /console/channels}: each provider account, how it stands and what waits there; closing, opening and slowing it. */
@Path("/console/channels")
@RolesAllowed(Session.ROLE)
public class ChannelsResource {
    private static final String TAB = "Channels";
    private static final String PATH = "/console/channels";

    private final Switchboard board;
    private final Confirming confirming;
    private final ConsolePages pages;
    private final Forms forms;
    private final SecurityIdentity identity;

    ChannelsResource(
            Switchboard board, Confirming confirming, ConsolePages pages, Forms forms, SecurityIdentity identity) {
        this.board = board;
        this.confirming = confirming;
        this.pages = pages;
        this.forms = forms;
        this.identity = identity;
    }

    record Held(String domain, String reason, Said.At until) {}

    /**
     * One account.
     *
     * @param minute how hand-offs of its whole channel ended in the last minute, in words
     */
    record Account(
            String name,
            String channel,
            boolean open,
            String state,
            String reason,
            String by,
            Said.At since,
            Said.At until,
            String pace,
            String rate,
            String minute,
            String queued,
            String inFlight,
            String oldest,
            List<Held> held) {}

    @GET
    @Operation(hidden = true)
    public Uni<Response> show() {
        Session session = Session.of(identity);
        Caller caller = session.caller();
        if (!caller.may(Scopes.CHANNELS_ADMIN) && !caller.may(Scopes.NOTICES_READ)) {
            return pages.page(session, TAB, "needs", Map.of("title", "Channels", "scope", Scopes.NOTICES_READ));
        }
        return board.all()
                .chain(all -> board.backlog().chain(waiting -> {
                    Map<String, Object> values = new HashMap<>();
                    values.put(
                            "accounts",
                            all.stream().map(ChannelsResource::account).toList());
                    values.put("backlog", BacklogTable.of(waiting));
                    values.put("ages", BacklogTable.AGES);
                    values.put("mayAct", caller.may(Scopes.CHANNELS_ADMIN) && !caller.bound());
                    values.put("maySuppressions", caller.may(Scopes.DELIVERIES_READ) && !caller.bound());
                    return pages.page(session, TAB, "channels", values);
                }));
    }

    private static Account account(AccountView it) {
        AccountView.GateView gate = it.gate();
        long minute =
                it.lastMinute().values().stream().mapToLong(Long::longValue).sum();
        return new Account(
                it.account(),
                Meaning.ofChannel(it.channel()),
                gate.open(),
                gate.open() ? "open" : gate.probing() ? "being tried" : "closed",
                Meaning.ofReason(gate.reason()),
                gate.changedBy().equals("candor") ? "Candor itself" : gate.changedBy(),
                Said.at(gate.changedAt()),
                Said.at(gate.until()),
                it.pace(),
                Said.rate(minute / 60.0),
                it.lastMinute().entrySet().stream()
                        .filter(end -> end.getValue() > 0)
                        .map(end -> Said.number(end.getValue()) + " " + Meaning.ofState(end.getKey()))
                        .collect(Collectors.joining(", ")),
                Said.number(it.queued()),
                Said.number(it.inFlight()),
                it.oldestDueSeconds() == 0 ? "" : Said.span(Duration.ofSeconds(Math.round(it.oldestDueSeconds()))),
                it.heldDomains().stream().map(ChannelsResource::held).toList());
    }

    private static Held held(HeldDomain it) {
        return new Held(
                it.provider() != null ? it.provider() : "small domains, group " + it.domain(),
                Meaning.ofReason(it.reason()),
                Said.at(it.until()));
    }

    @POST
    @Path("{account}/close")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> close(
            @PathParam("account") String account,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = allowed();
        forms.posted(session, body, headers, request);
        return board.close(session.caller(), account, "closed at the console")
                .map(_ -> ConsolePages.seeOther(PATH).build());
    }

    @GET
    @Path("{account}/{act:open|pace}")
    @Operation(hidden = true)
    public Uni<Response> ask(@PathParam("account") String account, @PathParam("act") String act) {
        Session session = allowed();
        return one(account)
                .chain(it -> act.equals("open")
                        ? confirming.ask(session, TAB, opening(it))
                        : pace(session, 200, it, "", it.pace(), ""));
    }

    @POST
    @Path("{account}/open")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> open(
            @PathParam("account") String account,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = allowed();
        Form form = forms.posted(session, body, headers, request, "reason");
        return one(account)
                .chain(it -> confirming.done(
                        session,
                        TAB,
                        opening(it),
                        form,
                        request,
                        () -> board.open(session.caller(), account, form.get("reason")),
                        PATH));
    }

    @POST
    @Path("{account}/pace")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> limit(
            @PathParam("account") String account,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = allowed();
        Form form = forms.posted(session, body, headers, request, "reason", "pace");
        String pace = form.get("pace").strip();
        return one(account)
                .chain(it -> Uni.createFrom()
                        .deferred(() -> board.pace(session.caller(), account, pace, form.get("reason")))
                        .map(_ -> ConsolePages.seeOther(PATH).build())
                        .onFailure(why -> why instanceof Problem problem && problem.status() == 422)
                        .recoverWithUni(why ->
                                pace(session, 422, it, Confirming.sentence((Problem) why), pace, form.get("reason"))));
    }

    private Uni<Response> pace(Session session, int status, AccountView it, String wrong, String pace, String reason) {
        return pages.page(
                status,
                session,
                TAB,
                "pace",
                Map.of("account", it.account(), "now", it.pace(), "wrong", wrong, "pace", pace, "reason", reason));
    }

    private Uni<AccountView> one(String account) {
        return board.all()
                .map(all -> all.stream()
                        .filter(it -> it.account().equals(account))
                        .findFirst()
                        .orElseThrow(Problem::notFound));
    }

    private static Confirm opening(AccountView it) {
        return new Confirm(
                        "Open the gate of " + it.account(),
                        Said.deliveries(it.queued()) + " wait there and go out from now on, limited to " + it.pace()
                                + ". It is open without a trial first.",
                        PATH + "/" + it.account() + "/open",
                        PATH,
                        "Open the gate")
                .withReason();
    }

    private Session allowed() {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.CHANNELS_ADMIN);
        session.caller().unbound();
        return session;
    }
}
