package org.candor.progress;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** The deliveries of a notice as a file. */
@Path("/v1/notices/{id}/deliveries.csv")
@Produces("text/csv")
@Tag(name = "Deliveries")
public class ExportResource {
    private final Deliveries deliveries;
    private final Export export;

    ExportResource(Deliveries deliveries, Export export) {
        this.deliveries = deliveries;
        this.export = export;
    }

    @GET
    @RolesAllowed(Scopes.DELIVERIES_READ)
    @Operation(
            operationId = "exportDeliveries",
            summary = "All deliveries of a notice as CSV, streamed; without addresses, fit for a spreadsheet")
    public Multi<String> csv(@Context SecurityIdentity identity, @PathParam("id") String id) {
        UUID notice = DeliveryResource.id(id);
        String file = "attachment; filename=\"deliveries-" + notice + ".csv\"";
        return RestMulti.fromUniResponse(
                deliveries.mayRead(Caller.of(identity), notice).replaceWith(notice),
                export::of,
                it -> Map.of("Content-Disposition", List.of(file)));
    }
}
