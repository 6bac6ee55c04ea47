package org.candor.receipt;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.candor.courier.TwilioCallbacks;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Where providers call back. Whoever calls is known by a signature over the bytes sent, and by nothing else; what they say
 * is stored before it is answered.
 */
@Path("/hooks")
@PermitAll
public class HookResource {
    /** An event has a few hundred bytes; each byte more costs whoever is not known yet nothing, and us a calculation. */
    private static final int MOST = 64 * 1024;

    private final TwilioCallbacks callbacks;
    private final EmailSources sources;
    private final Inbox inbox;
    private final Counters counters;

    HookResource(TwilioCallbacks callbacks, EmailSources sources, Inbox inbox, Counters counters) {
        this.callbacks = callbacks;
        this.sources = sources;
        this.inbox = inbox;
        this.counters = counters;
    }

    @POST
    @Path("/twilio/{attempt}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> twilio(@PathParam("attempt") String attempt, @Context HttpServerRequest request, byte[] body) {
        UUID id = Ids.parse(attempt);
        if (id == null) {
            throw Problem.notFound();
        }
        return switch (callbacks.read(id, request.query(), body, only(request, "X-Twilio-Signature"))) {
            case TwilioCallbacks.Forged _ -> throw forged(Channel.SMS, 403);
            case TwilioCallbacks.TooLong _ -> throw tooLong();
            case TwilioCallbacks.Malformed _ -> throw malformed(Channel.SMS);
            case TwilioCallbacks.Told it ->
                store(new Receipt(it.attempt(), Channel.SMS, it.reference(), it.status(), null, it.news()));
        };
    }

    @POST
    @Path("/email/{provider}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<Response> email(
            @PathParam("provider") String provider, @Context HttpServerRequest request, byte[] body) {
        if (!sources.knows(provider)) {
            throw Problem.notFound();
        }
        if (body.length > MOST) {
            throw tooLong();
        }
        EmailSources.Claim call = new EmailSources.Claim(
                only(request, "webhook-id"), only(request, "webhook-timestamp"), only(request, "webhook-signature"));
        if (!sources.made(provider, call, body)) {
            throw forged(Channel.EMAIL, 401);
        }
        return store(event(provider, Objects.requireNonNull(call.id()), body));
    }

    private Receipt event(String provider, String id, byte[] body) {
        try {
            return EmailEvent.read(provider, id, body);
        } catch (Problem wrong) {
            counters.count(Channel.EMAIL, Counters.MALFORMED);
            throw wrong;
        }
    }

    private Uni<Response> store(Receipt receipt) {
        return Uni.createFrom()
                .deferred(() -> inbox.store(receipt))
                .onFailure(Problem.class)
                .invoke(() -> counters.count(receipt.channel(), Counters.DEFERRED))
                .invoke(() -> counters.count(receipt.channel(), receipt.news().word()))
                .replaceWith(() -> Response.noContent().build());
    }

    private Problem forged(Channel channel, int status) {
        counters.count(channel, Counters.FORGED);
        return Problem.of(
                status, "bad-signature", "The signature is missing or does not fit what was sent, where and when.");
    }

    private static Problem tooLong() {
        return Problem.of(413, "payload-too-large", "An event is at most 64 KiB.");
    }

    private Problem malformed(Channel channel) {
        counters.count(channel, Counters.MALFORMED);
        return Problem.of(400, "malformed-request", "The call is signed, but it is not a status callback.");
    }

    /** The value of a header that is sent once; two of them are none. */
    private static @Nullable String only(HttpServerRequest request, String header) {
        List<String> values = request.headers().getAll(header);
        return values.size() == 1 ? values.getFirst() : null;
    }
}
