package org.candor.plumbing;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes before it is routed: (1) it gets an id and its answer the headers of security.md D1; (2) what
 * is ambiguous or too long is refused; (3) the host decides which side of the house answers; (4) the body is taken in, up
 * to its limit. And what every failure passes on its way out, so that it is a problem document.
 */
@ApplicationScoped
class FrontDoor {
    // Before all routes of the framework, behind the one that reloads changed classes in dev.
    private static final int FIRST = Integer.MIN_VALUE + 1_000;
    // Where the endpoint's path goes on its way to the metrics, and what they show until there is one.
    private static final String MEASURED_AS = "UrlPathTemplate";
    private static final String NO_ENDPOINT = "/no-endpoint";
    private static final String LIBRARIES = "/webjars/";
    static final String SIGN_IN = "/console/sign-in";
    private static final Set<String> PUBLIC = Set.of("r", "verify", "notices");
    private static final Set<String> BOTH = Set.of("hooks", "problems", "assets", "favicon.ico", "robots.txt");
    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            Map.entry(
                    "Content-Security-Policy",
                    "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'"),
            Map.entry("X-Content-Type-Options", "nosniff"),
            Map.entry("Referrer-Policy", "no-referrer"),
            Map.entry("Cross-Origin-Opener-Policy", "same-origin"),
            Map.entry("Cross-Origin-Resource-Policy", "same-origin"),
            Map.entry(
                    "Permissions-Policy",
                    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
            Map.entry("Cache-Control", "no-store"));

    private final Hosts hosts;
    private final Body body;
    private final HttpConfig config;

    FrontDoor(Hosts hosts, Body body, HttpConfig config) {
        this.hosts = hosts;
        this.body = body;
        this.config = config;
    }

    void open(@Observes Router router) {
        HeadClock.limit(config.headTime());
        router.route().order(FIRST).handler(this::receive).failureHandler(this::failed);
        for (int status : List.of(400, 404, 405, 406, 415)) {
            router.errorHandler(status, this::failed);
        }
    }

    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path() == null ? "" : request.path();
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT && path.startsWith("/q/")) {
            // The framework's own pages of dev mode bring their own rules.
            context.next();
            return;
        }
        nameForMetrics();
        AccessLog.follow(context, Vertx.currentContext(), MEASURED_AS);
        dress(context);
        if (path.startsWith(LIBRARIES)) {
            // Their paths have their version in it.
            context.response().putHeader("Cache-Control", "public, max-age=31536000, immutable");
        }
        Problem refused = refuse(request, path);
        if (refused != null) {
            answer(context, refused);
        } else {
            body.take(context);
        }
    }

    /** Else a request that no endpoint takes would be measured under its own path, and with it the token of a reset link. */
    private static void nameForMetrics() {
        Context current = Vertx.currentContext();
        if (current != null) {
            current.putLocal(MEASURED_AS, NO_ENDPOINT);
        }
    }

    private static void dress(RoutingContext context) {
        MultiMap headers = context.response().headers();
        HEADERS.forEach(headers::set);
        headers.set("X-Request-Id", Problems.requestId(context));
    }

    private @Nullable Problem refuse(HttpServerRequest request, String path) {
        if (size(request.headers()) > config.headersMost()) {
            return ProblemDocument.ofStatus(431);
        }
        Problem refused = RequestLine.refuse(request.uri(), config.addressMost());
        if (refused != null) {
            return refused;
        }
        String upgrade = request.getHeader("Upgrade");
        if (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket")) {
            return ProblemDocument.ofStatus(400);
        }
        String expect = request.getHeader("Expect");
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return ProblemDocument.ofStatus(417);
        }
        return wrongHost(request, path);
    }

    private @Nullable Problem wrongHost(HttpServerRequest request, String path) {
        List<String> named = request.headers().getAll("Host");
        if (named.size() > 1 || request.authority() == null) {
            return Problem.of(400, "malformed-request", "A request names exactly one Host.");
        }
        String host = request.authority().toString();
        String absolute = RequestLine.authority(request.uri());
        String side = path.substring(1).split("/", 2)[0];
        if (serves(host, side) && (absolute == null || serves(absolute, side))) {
            return null;
        }
        String detail = PUBLIC.contains(side)
                ? "This page answers only on the host of candor.public.host."
                : "The API and the console answer only on the hosts of candor.api.hosts.";
        return Problem.of(421, "misdirected-request", detail);
    }

    private boolean serves(String host, String side) {
        if (BOTH.contains(side)) {
            return hosts.isPublic(host) || hosts.isApi(host);
        }
        return PUBLIC.contains(side) ? hosts.isPublic(host) : hosts.isApi(host);
    }

    private static int size(MultiMap headers) {
        int size = 0;
        for (Map.Entry<String, String> header : headers) {
            size += header.getKey().length() + header.getValue().length() + 4;
        }
        return size;
    }

    private void failed(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof Problem problem) {
            answer(context, problem);
        } else if (failure instanceof io.quarkus.security.UnauthorizedException
                || failure instanceof io.quarkus.security.AuthenticationFailedException) {
            if (sendsToSignIn(context) && !context.response().headWritten()) {
                context.response()
                        .setStatusCode(303)
                        .putHeader("Location", SIGN_IN)
                        .end();
            } else {
                answer(context, ProblemDocument.unauthenticated());
            }
        } else if (failure instanceof io.quarkus.security.ForbiddenException) {
            answer(context, ProblemDocument.ofStatus(403));
        } else if (failure == null || context.statusCode() >= 400 && context.statusCode() < 500) {
            answer(context, ProblemDocument.ofStatus(context.statusCode()));
        } else {
            answer(context, Problems.of(failure, context));
        }
    }

    /** A browser that asks for a page of the console without being signed in; a program is told that it is not. */
    static boolean sendsToSignIn(RoutingContext context) {
        String path = context.request().path();
        String accept = context.request().getHeader("Accept");
        return path != null
                && (path.equals("/console") || path.startsWith("/console/"))
                && accept != null
                && accept.contains("text/html");
    }

    static void answer(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Half an answer is out: a broken connection tells the caller so, a second answer would be taken for data.
            response.reset();
            return;
        }
        dress(context);
        problem.headers().forEach(response.headers()::set);
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", ProblemDocument.MEDIA_TYPE)
                .end(ProblemDocument.json(problem, Problems.requestId(context)));
    }
}
