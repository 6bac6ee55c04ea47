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
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
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

/** What is in doubt and cannot be found out, a person decides; {@link ResolveAllResource} for a whole notice. */
@Path("/v1/deliveries/{id}/resolve")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "deliveries")
public class ResolveResource {
    private final Idempotency idempotency;
    private final Resolver resolver;
    private final SecurityIdentity identity;

    ResolveResource(Idempotency idempotency, Resolver resolver, SecurityIdentity identity) {
        this.idempotency = idempotency;
        this.resolver = resolver;
        this.identity = identity;
    }

    /**
     * A decision about one delivery.
     *
     * @param as {@code resend}, {@code accepted} or {@code give_up}
     * @param reason kept in the record; no personal data
     */
    record One(@Nullable String as, @Nullable String reason) {
        void check(Violations wrong) {
            decided(wrong, as);
            wrong.reason(reason, true);
        }
    }

    /** How many deliveries were decided about. */
    record Resolved(UUID notice, String as, int deliveries) {}

    @POST
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(
            operationId = "resolveDelivery",
            summary = "Decide about a delivery in doubt: send it again, count it as accepted, or give it up.",
            description =
                    "Only for state unknown. It is sent again only after its quarantine, and is a possible duplicate"
                            + " then. What becomes known later still counts.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = One.class),
                            examples = @ExampleObject(name = "resend", value = Examples.RESOLVE)))
    @APIResponse(
            responseCode = "202",
            description = "Decided",
            content =
                    @Content(
                            schema = @Schema(implementation = Resolved.class),
                            examples = @ExampleObject(name = "decided", value = Examples.RESOLVED)))
    public Uni<Response> one(@PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        UUID delivery = Ids.orNotFound(id);
        return idempotency.once(caller.client(), body, tx -> {
            One asked = StrictJson.read(body, One.class);
            Violations wrong = new Violations();
            asked.check(wrong);
            wrong.orThrow();
            Decision decision = decision(asked.as());
            return resolver.one(tx, caller, delivery, decision, said(asked.reason()))
                    .map(notice -> Answer.taken("/v1/deliveries/" + delivery, new Resolved(notice, word(decision), 1)));
        });
    }

    /** As callers write it. */
    static String word(Decision decision) {
        return decision.name().toLowerCase(Locale.ROOT);
    }

    static Decision decision(@Nullable String as) {
        return Decision.valueOf(Objects.requireNonNull(as).toUpperCase(Locale.ROOT));
    }

    static String said(@Nullable String reason) {
        return Objects.requireNonNull(reason).strip();
    }

    static void decided(Violations wrong, @Nullable String as) {
        boolean known = Arrays.stream(Decision.values()).anyMatch(it -> word(it).equals(as));
        wrong.addIf(as == null, "/as", "required").addIf(as != null && !known, "/as", "not-allowed");
    }
}
