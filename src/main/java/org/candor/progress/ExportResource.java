package org.candor.progress;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** The deliveries of a notice as a file. */
@Path("/v1/notices/{id}/deliveries.csv")
@Produces("text/csv")
@Tag(name = "deliveries")
public class ExportResource {
    private final Deliveries deliveries;
    private final Export export;
    private final SecurityIdentity identity;

    ExportResource(Deliveries deliveries, Export export, SecurityIdentity identity) {
        this.deliveries = deliveries;
        this.export = export;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Scopes.DELIVERIES_READ)
    @Operation(
            operationId = "exportDeliveries",
            summary = "All deliveries of a notice as CSV, streamed; without addresses, fit for a spreadsheet.")
    @APIResponse(
            responseCode = "200",
            description = "One line a delivery",
            content =
                    @Content(
                            mediaType = "text/csv",
                            schema = @Schema(implementation = String.class),
                            examples = @ExampleObject(name = "deliveries", value = Examples.CSV)))
    public Multi<String> csv(@PathParam("id") String id) {
        UUID notice = Ids.orNotFound(id);
        String file = "attachment; filename=\"deliveries-" + notice + ".csv\"";
        return RestMulti.fromUniResponse(
                deliveries.mayRead(Caller.of(identity), notice).replaceWith(notice),
                export::of,
                it -> Map.of("Content-Disposition", List.of(file)));
    }
}
