package org.candor.progress;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;

/** What became of a notice, for somebody who need not believe us. */
@Path("/v1/notices/{id}/evidence")
@Tag(name = "deliveries")
public class EvidenceResource {
    private static final String NDJSON = "application/x-ndjson";

    private final Dossier dossier;
    private final SecurityIdentity identity;

    EvidenceResource(Dossier dossier, SecurityIdentity identity) {
        this.dossier = dossier;
        this.identity = identity;
    }

    /** Some lines, written as they are; the last one's end is the framework's. */
    record Lines(@JsonValue @JsonRawValue String text) {
        Lines {
            text = text.stripTrailing();
        }
    }

    @GET
    @Produces(NDJSON)
    @RolesAllowed(Scopes.DELIVERIES_READ)
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"evidence.ndjson\"")
    @Operation(
            operationId = "exportEvidence",
            summary = "What was decided, what became of each delivery, and the record's chain up to now: audited.",
            description =
                    "Can be checked without us: src/docs/evidence. Without addresses. 409 for a notice that was not"
                            + " submitted yet.")
    @APIResponse(
            responseCode = "200",
            description =
                    "Lines of JSON, in the order dossier, notice, content, delivery…, counts, chain, record or link…, head",
            content =
                    @Content(
                            mediaType = NDJSON,
                            schema = @Schema(implementation = String.class),
                            examples = @ExampleObject(name = "one delivery", value = Examples.EVIDENCE)))
    public Multi<Lines> evidence(@PathParam("id") String id) {
        return dossier.of(Caller.of(identity), Ids.orNotFound(id)).map(Lines::new);
    }
}
