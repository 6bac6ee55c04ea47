package org.candor.queue;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.candor.record.Record;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** After an old backup was restored a person says what becomes of what it had open; nothing is sent before. */
@Path("/v1/restored")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "channels")
public class RestoredResource {
    private final Epoch epoch;
    private final Idempotency idempotency;
    private final Record record;
    private final SecurityIdentity identity;

    RestoredResource(Epoch epoch, Idempotency idempotency, Record record, SecurityIdentity identity) {
        this.epoch = epoch;
        this.idempotency = idempotency;
        this.record = record;
        this.identity = identity;
    }

    /**
     * What is decided.
     *
     * @param as {@code hold} or {@code continue}
     * @param reason kept in the record; no personal data
     */
    record Decided(@Nullable String as, @Nullable String reason) {
        Decided checked() {
            Violations wrong = new Violations()
                    .addIf(as == null, "/as", "required")
                    .addIf(as != null && !as.equals("hold") && !as.equals("continue"), "/as", "not-allowed");
            String said = wrong.reason(reason, true);
            wrong.orThrow();
            return new Decided(as, said);
        }

        Epoch.Decision decision() {
            return "hold".equals(as) ? Epoch.Decision.HOLD : Epoch.Decision.CONTINUE;
        }
    }

    /**
     * What follows.
     *
     * @param sending true if the gates are open now; else they open when everything is held
     */
    record Following(String as, boolean sending) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(
            operationId = "decideRestored",
            summary = "After a restored backup: hold what it had open, or let it go out.",
            description =
                    "While the gates say restored-backup. hold: each delivery that the backup had open becomes unknown,"
                            + " and a person decides about it, so that nobody gets it twice by itself. continue: they go"
                            + " out as they are. Then the gates open that closed for the backup.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Decided.class),
                            examples = @ExampleObject(name = "hold", value = Examples.RESTORED)))
    @APIResponse(
            responseCode = "202",
            description = "Decided",
            content =
                    @Content(
                            schema = @Schema(implementation = Following.class),
                            examples = @ExampleObject(name = "held", value = Examples.FOLLOWING)))
    public Uni<Response> decide(byte[] body) {
        Caller caller = Caller.unbound(identity);
        return idempotency.once(caller.client(), body, tx -> {
            Decided asked = StrictJson.read(body, Decided.class).checked();
            Epoch.Decision decision = asked.decision();
            String as = Objects.requireNonNull(asked.as());
            return epoch.decide(tx, decision, caller.owner())
                    .chain(() -> record.note(
                            tx,
                            caller.owner(),
                            "backup.decided",
                            null,
                            Map.of("as", as, "reason", Objects.requireNonNull(asked.reason()))))
                    .map(_ -> Answer.taken("/v1/channels", new Following(as, decision == Epoch.Decision.CONTINUE)));
        });
    }
}
