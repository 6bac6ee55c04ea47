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
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.incident.Erasures;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.plumbing.Ids;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
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

/** Somebody asks to be forgotten (GDPR, article 17), or everybody is when it is over. */
@Path("/v1/incidents/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "recipients")
public class ErasureResource {
    private final Idempotency idempotency;
    private final Incidents incidents;
    private final Forgetting forgetting;
    private final SecurityIdentity identity;

    ErasureResource(Idempotency idempotency, Incidents incidents, Forgetting forgetting, SecurityIdentity identity) {
        this.idempotency = idempotency;
        this.incidents = incidents;
        this.forgetting = forgetting;
        this.identity = identity;
    }

    /**
     * Who is to be erased.
     *
     * @param ref the caller's own reference; in the body, since addresses of pages are written down everywhere
     * @param reason kept in the record; no personal data
     */
    @Schema(name = "Erasure")
    record Wish(@Nullable String ref, @Nullable String reason) {
        String checked() {
            Violations wrong = new Violations();
            wrong.addIf(ref == null || ref.isBlank(), "/ref", "required");
            String said = wrong.reason(reason, true);
            wrong.orThrow();
            return said;
        }
    }

    /** Who is erased, and since when. */
    @Schema(name = "Erased")
    record Gone(UUID recipient, OffsetDateTime erasedAt) {
        static Gone of(Erasures.Erased it) {
            return new Gone(it.recipient(), it.at());
        }
    }

    @POST
    @Path("erasures")
    @RolesAllowed(Scopes.ERASURE)
    @Operation(
            operationId = "eraseRecipient",
            summary = "Erase one person, by your own reference: for good, and everywhere but in backups.",
            description =
                    "What was not sent yet is not sent any more, links end, and for 30 days no list brings the person back."
                            + " What was sent stays counted, without anything that tells who it was. Again: the first answer.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Wish.class),
                            examples = @ExampleObject(name = "asked for it", value = Examples.ERASE)))
    @APIResponse(
            responseCode = "200",
            description = "Erased",
            content =
                    @Content(
                            schema = @Schema(implementation = Gone.class),
                            examples = @ExampleObject(name = "erased", value = Examples.ERASED)))
    public Uni<Response> erase(@PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        UUID incident = Ids.orNotFound(id);
        caller.mayTouch(incident);
        return idempotency.once(caller.client(), body, tx -> {
            Wish wish = StrictJson.read(body, Wish.class);
            String reason = wish.checked();
            return forgetting
                    .forget(tx, incident, Objects.requireNonNull(wish.ref()), caller.owner(), reason)
                    .map(it -> Answer.ok(Gone.of(it)));
        });
    }

    /**
     * That all people of an incident are to be erased.
     *
     * @param reference the incident's own, typed out, so that nobody erases another one by mistake
     * @param reason kept in the record; no personal data
     */
    @Schema(name = "IncidentErasure")
    record WholeWish(@Nullable String reference, @Nullable String reason) {
        String checked(Facts facts) {
            Violations wrong = new Violations();
            wrong.addIf(reference == null, "/reference", "required")
                    .addIf(reference != null && !reference.equals(facts.reference()), "/reference", "differs");
            String said = wrong.reason(reason, true);
            wrong.orThrow();
            return said;
        }
    }

    /** Since when nobody of an incident can be read. */
    @Schema(name = "IncidentErased")
    record AllGone(UUID incident, OffsetDateTime erasedAt) {}

    @POST
    @Path("erase")
    @RolesAllowed(Scopes.ERASURE)
    @Operation(
            operationId = "eraseIncident",
            summary = "Erase all people of an incident of which every notice is done: its key is destroyed.",
            description =
                    "From the answer on nobody of it can be read, and its rows are emptied soon after. Facts, notices,"
                            + " deliveries and the record stay, by ids. It happens by itself candor.notice.keep-people after the last"
                            + " notice was done.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WholeWish.class),
                            examples = @ExampleObject(name = "it is over", value = Examples.ERASE_ALL)))
    @APIResponse(
            responseCode = "200",
            description = "Erased",
            content =
                    @Content(
                            schema = @Schema(implementation = AllGone.class),
                            examples = @ExampleObject(name = "erased", value = Examples.ALL_ERASED)))
    public Uni<Response> eraseAll(@PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        UUID incident = Ids.orNotFound(id);
        caller.mayTouch(incident);
        return idempotency.once(caller.client(), body, tx -> {
            WholeWish wish = StrictJson.read(body, WholeWish.class);
            return incidents
                    .facts(tx, incident)
                    .map(wish::checked)
                    .chain(reason -> forgetting.forgetAll(tx, incident, caller.owner(), reason))
                    .map(at -> Answer.ok(new AllGone(incident, at)));
        });
    }
}
