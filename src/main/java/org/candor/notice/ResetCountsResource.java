package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.candor.reset.ResetCounts;
import org.candor.reset.ResetLinks;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How far the resets of one notice have come. Here, since only this room knows which notices there are. */
@Path("/v1/notices/{id}/resets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Resets")
public class ResetCountsResource {
    private final Desk desk;
    private final ResetLinks links;

    ResetCountsResource(Desk desk, ResetLinks links) {
        this.desk = desk;
        this.links = links;
    }

    @GET
    @RolesAllowed(Scopes.RESETS_READ)
    @Operation(
            operationId = "countResets",
            summary = "Links offered, requests made, handed over and completed, links expired",
            description =
                    "Each figure but expired includes those after it. Opening a link is not counted: mail scanners"
                            + " open them all.")
    @APIResponse(
            responseCode = "200",
            description = "The figures",
            content =
                    @Content(
                            schema = @Schema(implementation = ResetCounts.class),
                            examples = @ExampleObject(name = "figures", value = org.candor.reset.Examples.COUNTS)))
    public Uni<ResetCounts> counts(@Context SecurityIdentity identity, @PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        return desk.find(caller, Ids.orNotFound(id)).chain(it -> links.counts(it.id));
    }
}
