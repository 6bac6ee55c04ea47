package org.candor.console;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Set;
import org.candor.access.Doorstep;
import org.candor.access.Operator;
import org.candor.access.Sessions;
import org.candor.access.SignIn;
import org.candor.plumbing.Also;
import org.candor.plumbing.Form;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Visitor;
import org.candor.record.Record;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The way into the console.
 *
 * <ol>
 *   <li>{@code GET /console/sign-in}: a form for a key, or a link to the issuer; with a cookie for ten minutes.
 *   <li>{@code POST /console/sign-in}: the key is looked at, or
 *   <li>{@code GET /console/sign-in/issuer}: off to the issuer, and {@code GET /console/sign-in/issuer/back}: here again.
 *   <li>A session of a new id, on record, and 303 to the console. Whatever was wrong, the answer is the first page again.
 * </ol>
 */
@Path("/console/sign-in")
@PermitAll
public class SignInResource {
    private static final String BACK = "/console/sign-in/issuer/back";

    private final SignIn signIn;
    private final Doorstep doorstep;
    private final Sessions sessions;
    private final Record record;
    private final Forms forms;
    private final ConsolePages pages;

    SignInResource(
            SignIn signIn, Doorstep doorstep, Sessions sessions, Record record, Forms forms, ConsolePages pages) {
        this.signIn = signIn;
        this.doorstep = doorstep;
        this.sessions = sessions;
        this.record = record;
        this.forms = forms;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Response ask() {
        return asked(200);
    }

    /** The first page, with a cookie of its own: what was opened before is of no use any more. */
    private Response asked(int status) {
        Doorstep.Visit visit = doorstep.open();
        Map<String, Object> values = Map.of(
                "csrf", visit.formToken(),
                "issuer", signIn.atIssuer(),
                "refused", status != 200,
                "idle", sessions.idle().toMinutes(),
                "longest", sessions.longest().toHours());
        return pages.page(status, "sign-in", values)
                .header("Set-Cookie", visit.header())
                .build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> enter(
            byte[] body,
            @CookieParam(Doorstep.COOKIE) @Nullable String cookie,
            @CookieParam(Sessions.COOKIE) @Nullable String before,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        if (signIn.atIssuer()) {
            throw Problem.notFound();
        }
        Form form = Form.read(body, Set.of("csrf", "key"));
        Doorstep.Visit visit = doorstep.read(cookie);
        if (visit == null || !visit.allows(form.get("csrf")) || !forms.fromOurPage(headers, request)) {
            throw Forms.refused();
        }
        return answer(signIn.byKey(form.get("key").strip(), address(request)), before, headers);
    }

    @GET
    @Path("issuer")
    @Operation(hidden = true)
    public Uni<Response> leave(@Context HttpServerRequest request) {
        if (!signIn.atIssuer()) {
            throw Problem.notFound();
        }
        Doorstep.Visit visit = doorstep.open();
        return signIn.leave(visit, forms.origin(request) + BACK)
                .map(it -> ConsolePages.seeOther(it.toString())
                        .header("Set-Cookie", visit.header())
                        .build());
    }

    @GET
    @Path("issuer/back")
    @Operation(hidden = true)
    public Uni<Response> back(
            @QueryParam("state") @Nullable String state,
            @QueryParam("code") @Nullable String code,
            @QueryParam("iss") @Nullable String issuer,
            @CookieParam(Doorstep.COOKIE) @Nullable String cookie,
            @CookieParam(Sessions.COOKIE) @Nullable String before,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        if (!signIn.atIssuer()) {
            throw Problem.notFound();
        }
        SignIn.Return with = new SignIn.Return(text(state), text(code), text(issuer));
        return answer(
                signIn.back(doorstep.read(cookie), with, forms.origin(request) + BACK, address(request)),
                before,
                headers);
    }

    private Uni<Response> answer(Uni<Operator> operator, @Nullable String before, HttpHeaders headers) {
        return operator.chain(it -> sessions.start(it, before, onRecord(it)))
                .map(cookie -> ConsolePages.seeOther("/console")
                        .header("Set-Cookie", cookie)
                        .header("Set-Cookie", Doorstep.GONE)
                        .build())
                .onFailure(AuthenticationFailedException.class)
                .recoverWithUni(_ -> again(headers));
    }

    private Also onRecord(Operator operator) {
        return record.noted(
                operator.caller().owner(),
                "operator.signed-in",
                operator.caller().key(),
                Map.of("by", operator.byKey() ? "key" : "issuer"));
    }

    private Uni<Response> again(HttpHeaders headers) {
        return Visitor.of(headers, null).wantsPage()
                ? Uni.createFrom().item(asked(401))
                : Uni.createFrom().failure(Problem.of(401, "unauthenticated", "This is no valid sign-in."));
    }

    private static String text(@Nullable String parameter) {
        return parameter == null ? "" : parameter;
    }

    /** Where a request came from, for those who count guesses. */
    static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }
}
