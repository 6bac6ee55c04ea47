package org.candor.incident;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.plumbing.StrictJson;
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

/** {@code /v1/incidents/{id}/actions}: what was done about the breach. */
@Path("/v1/incidents/{id}/actions")
@Tag(name = "incidents")
@Produces(MediaType.APPLICATION_JSON)
public class ActionResource {
    private final Actions actions;
    private final Incidents incidents;
    private final Idempotency idempotency;
    private final Cursors cursors;
    private final SecurityIdentity identity;

    ActionResource(
            Actions actions, Incidents incidents, Idempotency idempotency, Cursors cursors, SecurityIdentity identity) {
        this.actions = actions;
        this.incidents = incidents;
        this.idempotency = idempotency;
        this.cursors = cursors;
        this.identity = identity;
    }

    @POST
    @RolesAllowed(Scopes.INCIDENTS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "addAction", summary = "Note what was or will be done; it cannot be changed afterwards.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = ActionForm.class),
                            examples = @ExampleObject(name = "a door closed", value = Examples.ACT)))
    @APIResponse(
            responseCode = "201",
            description = "Noted",
            content =
                    @Content(
                            schema = @Schema(implementation = Actions.Action.class),
                            examples = @ExampleObject(name = "noted", value = Examples.ACTION)))
    public Uni<Response> add(@PathParam("id") String text, byte[] body) {
        UUID incident = IncidentResource.visible(identity, text);
        Caller caller = Caller.of(identity);
        return idempotency.once(
                caller.client(),
                body,
                tx -> incidents
                        .facts(tx, incident)
                        .map(it -> Actions.check(StrictJson.read(body, ActionForm.class)))
                        .chain(it -> actions.note(tx, caller, incident, it))
                        .map(it -> new Answer(201, null, null, StrictJson.write(it))));
    }

    @GET
    @RolesAllowed(Scopes.INCIDENTS_READ)
    @Operation(operationId = "listActions", summary = "List what was done about a breach, oldest first.")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content = @Content(examples = @ExampleObject(name = "page", value = Examples.ACTIONS)))
    public Uni<Response> list(
            @PathParam("id") String text,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        UUID incident = IncidentResource.visible(identity, text);
        Caller caller = Caller.of(identity);
        Cursors.Window window = cursors.window(caller, uri);
        UUID after = window.after() == null ? null : UUID.fromString(window.after());
        return actions.list(caller, incident, after, window.limit() + 1).map(found -> {
            List<Actions.Action> shown = found.subList(0, Math.min(found.size(), window.limit()));
            String next = found.size() > shown.size() ? shown.getLast().id().toString() : null;
            return cursors.page(caller, uri, shown, next);
        });
    }
}
