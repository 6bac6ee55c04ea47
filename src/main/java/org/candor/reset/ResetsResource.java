package org.candor.reset;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.security.RolesAllowed;
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
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.candor.record.Record;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who asked for a reset, for the identity provider and for those who help people on the phone. */
@Path("/v1/resets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Resets")
public class ResetsResource {
    private static final Set<String> STATES = Set.of("requested", "handed_over", "completed");

    private final Requests requests;
    private final Cursors cursors;
    private final Idempotency idempotency;
    private final Record record;
    private final SecurityIdentity identity;

    ResetsResource(
            Requests requests, Cursors cursors, Idempotency idempotency, Record record, SecurityIdentity identity) {
        this.requests = requests;
        this.cursors = cursors;
        this.idempotency = idempotency;
        this.record = record;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Scopes.RESETS_READ)
    @Operation(operationId = "listResets", summary = "Reset requests, oldest first")
    @APIResponse(
            responseCode = "200",
            description = "A page, oldest first",
            content = @Content(examples = @ExampleObject(name = "page", value = Examples.LIST)))
    public Uni<Response> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("notice") @Nullable String notice,
            @QueryParam("reference") @Nullable String reference,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit,
            @Context UriInfo uri) {
        Caller caller = Caller.of(identity);
        Cursors.Window window = cursors.window(caller, uri);
        if (state != null && !STATES.contains(state)) {
            throw Problem.parameter("state", "state is one of requested, handed_over and completed.");
        }
        UUID wantedNotice = notice == null ? null : Ids.parse(notice);
        if (notice != null && wantedNotice == null) {
            throw Problem.parameter("notice", "notice is the id of a notice.");
        }
        UUID after = window.after() == null ? null : UUID.fromString(window.after());
        Requests.Wanted wanted = new Requests.Wanted(after, state, wantedNotice, reference, caller.incidents());
        return requests.list(wanted, window.limit() + 1).map(found -> page(caller, uri, window, found));
    }

    private Response page(Caller caller, UriInfo uri, Cursors.Window window, List<ResetRequest> found) {
        boolean more = found.size() > window.limit();
        List<ResetRequest> items = more ? found.subList(0, window.limit()) : found;
        return cursors.page(caller, uri, items, more ? items.getLast().id().toString() : null);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Scopes.RESETS_READ)
    @Operation(operationId = "getReset", summary = "One reset request")
    @APIResponse(
            responseCode = "200",
            description = "The request",
            content =
                    @Content(
                            schema = @Schema(implementation = ResetRequest.class),
                            examples = @ExampleObject(name = "request", value = Examples.REQUEST)))
    public Uni<Response> get(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        return requests.find(parsed(id))
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .invoke(it -> caller.mayTouch(it.incident()))
                .map(it -> Response.ok(it).build());
    }

    @POST
    @Path("/{id}/completed")
    @RolesAllowed(Scopes.RESETS_WRITE)
    @Operation(operationId = "completeReset", summary = "The identity provider is done with a request")
    @APIResponse(
            responseCode = "200",
            description = "The request, completed; again is harmless",
            content =
                    @Content(
                            schema = @Schema(implementation = ResetRequest.class),
                            examples = @ExampleObject(name = "request", value = Examples.REQUEST)))
    public Uni<Response> completed(@PathParam("id") String id, byte @Nullable [] body) {
        Caller caller = Caller.of(identity);
        UUID request = parsed(id);
        byte[] sent = body == null ? new byte[0] : body;
        if (sent.length > 0) {
            StrictJson.read(sent, Nothing.class);
        }
        return idempotency.once(
                caller.client(), sent, tx -> complete(tx, caller, request).map(Answer::ok));
    }

    /** An empty object: whatever is in it is unknown. */
    record Nothing() {}

    private Uni<ResetRequest> complete(SqlConnection tx, Caller caller, UUID id) {
        return requests.lock(tx, id)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .invoke(it -> caller.mayTouch(it.incident()))
                .chain(() -> requests.complete(tx, id))
                .call(first -> first
                        ? record.note(tx, caller.owner(), "reset.completed", id, Map.of())
                        : Uni.createFrom().voidItem())
                .chain(() -> requests.lock(tx, id));
    }

    private static UUID parsed(String id) {
        UUID parsed = Ids.parse(id);
        if (parsed == null) {
            throw Problem.notFound();
        }
        return parsed;
    }
}
