package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.candor.queue.Doubts.Decision;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Decides about all deliveries of a notice that are in doubt. */
@Path("/v1/notices/{id}/resolve")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "notices")
public class ResolveAllResource {
    private final Idempotency idempotency;
    private final Resolver resolver;
    private final SecurityIdentity identity;

    ResolveAllResource(Idempotency idempotency, Resolver resolver, SecurityIdentity identity) {
        this.idempotency = idempotency;
        this.resolver = resolver;
        this.identity = identity;
    }

    /**
     * A decision about all of a notice.
     *
     * @param as {@code resend}, {@code accepted} or {@code give_up}
     * @param reason kept in the record; no personal data
     * @param channel only deliveries of this channel; null for all
     * @param count how many the caller was shown; may be left out where deliveries says which
     * @param deliveries these alone, by their ids; null for all
     */
    record All(
            @Nullable String as,
            @Nullable String reason,
            @Nullable String channel,
            @Nullable Integer count,

            @Schema(minItems = 1, maxItems = Chosen.MOST, uniqueItems = true) @Nullable
            List<@Nullable UUID> deliveries) {
        Chosen chosen() {
            return new Chosen(deliveries);
        }

        int shown() {
            return count == null ? chosen().size() : count;
        }

        void check(Violations wrong) {
            ResolveResource.decided(wrong, as);
            wrong.reason(reason, true);
            boolean known = channel == null
                    || Arrays.stream(Channel.values()).anyMatch(it -> it.word().equals(channel));
            chosen().check(wrong);
            wrong.addIf(!known, "/channel", "not-allowed")
                    .addIf(count == null && deliveries == null, "/count", "required")
                    .addIf(count != null && count < 1, "/count", "too-small");
        }
    }

    @POST
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(
            operationId = "resolveNotice",
            summary =
                    "Decide about all deliveries of a notice that are in doubt, of one channel or of all, or about some.",
            description =
                    "With count all of them: 409 if they are not as many. With deliveries, where count may be left out,"
                            + " exactly these: 409 if one of them is in no doubt. Nothing is decided about what nobody has seen.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = All.class),
                            examples = {
                                @ExampleObject(name = "give up", value = Examples.RESOLVE_ALL),
                                @ExampleObject(name = "send some again", value = Examples.RESOLVE_SOME)
                            }))
    @APIResponse(
            responseCode = "202",
            description = "Decided",
            content =
                    @Content(
                            schema = @Schema(implementation = ResolveResource.Resolved.class),
                            examples = @ExampleObject(name = "decided", value = Examples.RESOLVED)))
    public Uni<Response> all(@PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        UUID notice = Ids.orNotFound(id);
        return idempotency.once(caller.client(), body, tx -> {
            All asked = StrictJson.read(body, All.class);
            Violations wrong = new Violations();
            asked.check(wrong);
            wrong.orThrow();
            Decision decision = ResolveResource.decision(asked.as());
            Channel channel = asked.channel() == null ? null : Channel.of(asked.channel());
            return resolver.all(
                            tx,
                            caller,
                            notice,
                            asked.chosen(),
                            channel,
                            asked.shown(),
                            decision,
                            ResolveResource.said(asked.reason()))
                    .map(n -> Answer.taken(
                            "/v1/notices/" + notice,
                            new ResolveResource.Resolved(notice, ResolveResource.word(decision), n)));
        });
    }
}
