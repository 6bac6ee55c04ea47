package org.candor.plumbing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;

/**
 * Takes a request's body in before it is routed: whole, within limits of size and time, never compressed. Bulk uploads, which
 * have no limit of size, pass unread to the resource that streams them.
 */
@ApplicationScoped
class Body {
    private static final Pattern WIDE = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?utf-?(16|32)");
    private static final int KIB = 1024;

    private final Vertx vertx;
    private final HttpConfig config;

    Body(Vertx vertx, HttpConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    void take(RoutingContext context) {
        HttpServerRequest request = context.request();
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity") || unreadable(request)) {
            // A decompressed body has no honest limit, and text here is UTF-8.
            refuse(context, ProblemDocument.ofStatus(415));
            return;
        }
        long announced = length(request);
        if (streamed(request)) {
            context.next();
        } else if (announced > config.bodyMost()) {
            refuse(context, tooLarge());
        } else if (announced > 0 || chunked(request) || request.version() == HttpVersion.HTTP_2) {
            collect(context, announced);
        } else {
            context.next();
        }
    }

    /** Bytes are read as UTF-8 whatever they are called, and refused if they are not; these could not even be tried. */
    private static boolean unreadable(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null && (type.indexOf('*') >= 0 || WIDE.matcher(type).find());
    }

    /** The one kind of request that is larger than memory should hold: lists of recipients. */
    private static boolean streamed(HttpServerRequest request) {
        String path = request.path();
        return HttpMethod.POST.equals(request.method()) && path != null && path.endsWith("/recipients");
    }

    private void collect(RoutingContext context, long announced) {
        HttpServerRequest request = context.request();
        Buffer body = Buffer.buffer(announced > 0 ? (int) announced : 1024);
        long timer = vertx.setTimer(config.bodyTime().toMillis(), it -> {
            request.handler(null);
            request.endHandler(null);
            // It was answered: that its connection closes then is no news.
            request.exceptionHandler(gone -> {});
            FrontDoor.answer(context, ProblemDocument.ofStatus(408));
            request.connection().close();
        });
        request.exceptionHandler(failure -> {
            vertx.cancelTimer(timer);
            refuse(context, ProblemDocument.ofStatus(400));
        });
        request.handler(part -> {
            if (body.length() + part.length() > config.bodyMost()) {
                vertx.cancelTimer(timer);
                refuse(context, tooLarge());
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            request.exceptionHandler(null);
            if (body.length() > 0 && request.getHeader("Content-Type") == null) {
                FrontDoor.answer(context, ProblemDocument.ofStatus(415));
            } else {
                ((RoutingContextInternal) context).setBody(body);
                context.next();
            }
        });
        request.resume();
    }

    /**
     * Answers while the rest still arrives, and throws that away for a while: a connection closed at once would take the
     * answer with it.
     */
    private void refuse(RoutingContext context, Problem problem) {
        HttpServerRequest request = context.request();
        long timer = vertx.setTimer(
                config.refusedTime().toMillis(), it -> request.connection().close());
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.handler(part -> {});
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            request.connection().close();
        });
        context.response().putHeader("Connection", "close");
        FrontDoor.answer(context, problem);
        request.resume();
    }

    private Problem tooLarge() {
        return Problem.of(
                413,
                "payload-too-large",
                "A JSON body is at most " + config.bodyMost() / KIB
                        + " KiB; upload long lists of recipients as NDJSON.");
    }

    private static boolean chunked(HttpServerRequest request) {
        return request.getHeader("Transfer-Encoding") != null;
    }

    /** -1 for a request that does not say. */
    private static long length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
