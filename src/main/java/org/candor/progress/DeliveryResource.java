package org.candor.progress;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What became of each delivery, with its evidence. */
@Path("/v1/deliveries")
@Tag(name = "deliveries")
public class DeliveryResource {
    private final Deliveries deliveries;
    private final Cursors cursors;
    private final SecurityIdentity identity;

    DeliveryResource(Deliveries deliveries, Cursors cursors, SecurityIdentity identity) {
        this.deliveries = deliveries;
        this.cursors = cursors;
        this.identity = identity;
    }

    /** A page of the list. */
    @Schema(name = "DeliveryList")
    record Listed(List<DeliveryView> items, @Nullable String next) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.DELIVERIES_READ)
    @Operation(operationId = "listDeliveries", summary = "Deliveries of one notice or of all, filtered, page by page.")
    @APIResponse(
            responseCode = "200",
            description = "One page",
            content =
                    @Content(
                            schema = @Schema(implementation = Listed.class),
                            examples = @ExampleObject(name = "page", value = Examples.LIST)))
    public Uni<Response> list(
            @Context UriInfo uri,
            @QueryParam("notice") @Nullable String notice,
            @QueryParam("channel") @Nullable String channel,
            @QueryParam("state") @Nullable String state,
            @QueryParam("since") @Nullable String since,
            @QueryParam("reason") @Nullable String reason,
            @QueryParam("domain") @Nullable String domain,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        Caller caller = Caller.of(identity);
        Filter filter = Filter.of(uri.getQueryParameters());
        Cursors.Window window = cursors.window(caller, uri);
        return deliveries
                .page(caller, filter, window.after(), window.limit() + 1)
                .map(lines -> lines.stream().map(Deliveries.Line::delivery).toList())
                .map(found -> {
                    boolean more = found.size() > window.limit();
                    List<DeliveryView> page = more ? found.subList(0, window.limit()) : found;
                    return cursors.page(caller, uri, page, more ? Deliveries.position(filter, page.getLast()) : null);
                });
    }

    @GET
    @Path("/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.DELIVERIES_READ)
    @Operation(operationId = "getDelivery", summary = "One delivery with its attempts and their evidence.")
    @APIResponse(
            responseCode = "200",
            description = "The delivery",
            content =
                    @Content(
                            schema = @Schema(implementation = DeliveryView.Whole.class),
                            examples = @ExampleObject(name = "delivery", value = Examples.DELIVERY)))
    public Uni<DeliveryView.Whole> get(@PathParam("id") String id) {
        return deliveries.whole(Caller.of(identity), Ids.orNotFound(id));
    }
}
