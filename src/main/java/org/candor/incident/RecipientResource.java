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
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/incidents/{id}/recipients}: who is affected, masked. */
@Path("/v1/incidents/{id}/recipients")
@Tag(name = "recipients")
@Produces(MediaType.APPLICATION_JSON)
public class RecipientResource {
    private final People people;
    private final Cursors cursors;
    private final SecurityIdentity identity;

    RecipientResource(People people, Cursors cursors, SecurityIdentity identity) {
        this.people = people;
        this.cursors = cursors;
        this.identity = identity;
    }

    /** Why somebody is to be seen in clear. */
    @Schema(name = "RevealReason")
    record Why(@Nullable String reason) {}

    @POST
    @Path("{recipient}/reveal")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.RECIPIENTS_READ)
    @Operation(
            operationId = "revealRecipient",
            summary = "Show one person in clear; needs a reason, is on record, and is limited to some in an hour.",
            description =
                    "The limit, candor.incident.reveals-an-hour, is one for all keys of an owner. 429 says when the next"
                            + " one is free. Who was erased is not found. Needs no idempotency key: each call is on record.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Why.class),
                            examples =
                                    @ExampleObject(
                                            name = "a call back",
                                            value = "{\"reason\": \"calls back about ticket 4711\"}")))
    @APIResponse(
            responseCode = "200",
            description = "The person",
            content =
                    @Content(
                            schema = @Schema(implementation = RevealedPerson.class),
                            examples = @ExampleObject(name = "person", value = Examples.PERSON)))
    public Uni<RevealedPerson> reveal(
            @PathParam("id") String text, @PathParam("recipient") String recipient, byte[] body) {
        UUID incident = IncidentResource.visible(identity, text);
        Caller caller = Caller.of(identity);
        UUID id = Ids.parse(recipient);
        if (id == null) {
            throw Problem.notFound();
        }
        return people.reveal(
                caller, incident, id, StrictJson.read(body, Why.class).reason());
    }

    @GET
    @RolesAllowed(Scopes.RECIPIENTS_READ)
    @Operation(operationId = "listRecipients", summary = "List the affected people of complete imports, masked.")
    @APIResponse(
            responseCode = "200",
            description = "A page, masked",
            content = @Content(examples = @ExampleObject(name = "page", value = Examples.PEOPLE)))
    public Uni<Response> list(
            @PathParam("id") String text,
            @QueryParam("ref") @Nullable String ref,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        UUID incident = IncidentResource.visible(identity, text);
        Caller caller = Caller.of(identity);
        Cursors.Window window = cursors.window(caller, uri);
        UUID after = window.after() == null ? null : UUID.fromString(window.after());
        Uni<People.Page> page = ref == null
                ? people.page(caller, incident, after, window.limit())
                : people.withRef(caller, incident, ref);
        return page.map(it -> cursors.page(
                caller, uri, it.people(), it.next() == null ? null : it.next().toString()));
    }
}
