package org.candor.reset;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
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
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Form;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Visitor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The person's pages.
 *
 * <ol>
 *   <li>{@code GET /r/{token}}: whatever the token, the same 303 to an address without it, with a cookie for ten minutes.
 *   <li>{@code GET /r}: what of theirs leaked, and a button. Nothing is changed, however often it is opened.
 *   <li>{@code POST /r}: the request is recorded, once, and 303 to
 *   <li>{@code GET /r/done/{request}}: what happens next.
 * </ol>
 */
@Path("/r")
@PermitAll
public class ResetResource {
    private static final Set<String> KINDS = Set.of("password", "details");

    private final Requests requests;
    private final PeoplePages pages;
    private final Tickets tickets;
    private final Guard guard;
    private final HandOver handOver;
    private final Hosts hosts;
    private final Tally tally;

    ResetResource(
            Requests requests,
            PeoplePages pages,
            Tickets tickets,
            Guard guard,
            HandOver handOver,
            Hosts hosts,
            Tally tally) {
        this.requests = requests;
        this.pages = pages;
        this.tickets = tickets;
        this.guard = guard;
        this.handOver = handOver;
        this.hosts = hosts;
        this.tally = tally;
    }

    @GET
    @Path("/{token}")
    @Operation(hidden = true)
    public Uni<Response> follow(
            @PathParam("token") String token, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        if (!guard.mayOpen(request)) {
            return guard.busy(Visitor.of(headers, null));
        }
        return Uni.createFrom()
                .item(seeOther("/r").header("Set-Cookie", tickets.cookie(token)).build());
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(
            @CookieParam(Tickets.COOKIE) @Nullable String cookie,
            @QueryParam("lang") @Nullable String language,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Visitor visitor = Visitor.of(headers, language);
        Tickets.Ticket ticket = tickets.read(cookie);
        if (ticket == null) {
            return pages.neutral(visitor);
        }
        if (!guard.mayMiss(request)) {
            return guard.busy(visitor);
        }
        return requests.holder(ticket.tokenHash())
                .chain(holder ->
                        holder == null ? missed(visitor, request) : pages.reset(visitor, holder, ticket.formToken()))
                .onFailure(Guard::isOurs)
                .recoverWithUni(e -> guard.sorry(visitor, e));
    }

    private Uni<Response> missed(Visitor visitor, HttpServerRequest request) {
        guard.missed(request);
        return pages.neutral(visitor);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> press(
            byte[] body,
            @CookieParam(Tickets.COOKIE) @Nullable String cookie,
            @QueryParam("lang") @Nullable String language,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Visitor visitor = Visitor.of(headers, language);
        if (!visitor.postsFromOurPage(hosts)) {
            return refused(visitor);
        }
        Tickets.Ticket ticket = tickets.read(cookie);
        if (ticket == null) {
            tally.unusable();
            return pages.neutral(visitor);
        }
        if (!guard.mayMiss(request)) {
            return guard.busy(visitor);
        }
        Form form = Form.read(body, Set.of("csrf", "kind"));
        if (!ticket.allows(form.get("csrf"))) {
            return refused(visitor);
        }
        if (!KINDS.contains(form.get("kind"))) {
            throw Problem.invalid(List.of(new Problem.At("/kind", "unknown-word")));
        }
        return requests.press(ticket.tokenHash(), form.get("kind"), handOver.way(form.get("kind")))
                .chain(pressed -> answer(visitor, request, pressed))
                .onFailure(Guard::isOurs)
                .recoverWithUni(e -> guard.sorry(visitor, e));
    }

    private Uni<Response> answer(Visitor visitor, HttpServerRequest request, Requests.Pressed pressed) {
        return switch (pressed) {
            case Requests.Pressed.Asked it -> {
                tally.asked(it.first());
                handOver.soon();
                yield Uni.createFrom()
                        .item(seeOther("/r/done/" + it.request() + visitor.languageQuery())
                                .build());
            }
            case Requests.Pressed.TooOften _ -> {
                tally.limited();
                yield guard.busy(visitor);
            }
            case Requests.Pressed.NoUse _ -> {
                tally.unusable();
                yield missed(visitor, request);
            }
        };
    }

    @GET
    @Path("/done/{request}")
    @Operation(hidden = true)
    public Uni<Response> done(
            @PathParam("request") String id,
            @QueryParam("lang") @Nullable String language,
            @Context HttpHeaders headers) {
        Visitor visitor = Visitor.of(headers, language);
        UUID request = Ids.parse(id);
        Uni<@Nullable ResetRequest> found = request == null ? Uni.createFrom().nullItem() : requests.find(request);
        return found.chain(it -> it == null ? pages.neutral(visitor) : pages.done(visitor, it))
                .onFailure(Guard::isOurs)
                .recoverWithUni(e -> guard.sorry(visitor, e));
    }

    private Uni<Response> refused(Visitor visitor) {
        tally.refused();
        return guard.refused(visitor);
    }

    /** Relative, so that no request can lead elsewhere (R9, R11). */
    private static Response.ResponseBuilder seeOther(String path) {
        return Response.status(303).header("Location", path).header("Cache-Control", "no-store");
    }
}
