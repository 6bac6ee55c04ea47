package org.candor.incident;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/imports/{id}}: what came of an upload. */
@Path("/v1/imports")
@Tag(name = "recipients")
public class ImportResource {
    private static final String NDJSON = "application/x-ndjson";

    private final Imports imports;
    private final SecurityIdentity identity;

    ImportResource(Imports imports, SecurityIdentity identity) {
        this.imports = imports;
        this.identity = identity;
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Scopes.RECIPIENTS_WRITE, Scopes.RECIPIENTS_READ, Scopes.INCIDENTS_READ})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "getImport", summary = "Read the state and the counts of an import.")
    @APIResponse(
            responseCode = "200",
            description = "How far it has come",
            content =
                    @Content(
                            schema = @Schema(implementation = ImportView.class),
                            examples = @ExampleObject(name = "complete", value = Examples.IMPORT)))
    public Uni<ImportView> get(@PathParam("id") String text) {
        return visible(text);
    }

    @GET
    @Path("{id}/rejects")
    @RolesAllowed({Scopes.RECIPIENTS_WRITE, Scopes.RECIPIENTS_READ, Scopes.INCIDENTS_READ})
    @Produces(NDJSON)
    @Operation(
            operationId = "listRejects",
            summary = "Download the rows that were refused: number and code, never a value.")
    @APIResponse(
            responseCode = "200",
            description = "A line for each row that was refused",
            content = @Content(mediaType = NDJSON, examples = @ExampleObject(name = "one", value = Examples.REJECTS)))
    public Multi<Imports.Reject> rejects(@PathParam("id") String text) {
        return visible(text)
                .onItem()
                .transformToMulti(it -> imports.rejects(it).onItem().disjoint());
    }

    private Uni<ImportView> visible(String text) {
        UUID id = Ids.parse(text);
        if (id == null) {
            throw Problem.notFound();
        }
        return imports.view(Caller.of(identity), id);
    }
}
