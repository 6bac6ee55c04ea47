package org.candor.queue;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.candor.access.Caller;
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

/** The gates and paces of the provider accounts, for operators. To stop is easy: it needs no idempotency key. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "channels")
public class ChannelResource {
    private final Switchboard board;
    private final Idempotency idempotency;
    private final SecurityIdentity identity;

    ChannelResource(Switchboard board, Idempotency idempotency, SecurityIdentity identity) {
        this.board = board;
        this.idempotency = idempotency;
        this.identity = identity;
    }

    /** Why a gate is closed or opened. */
    record Why(@Nullable String reason) {
        private static final Why UNSAID = new Why(null);
    }

    /** A pace as callers write it: {@code 14/s}, {@code 1000/h} or {@code unlimited}. */
    record NewPace(@Nullable String pace) {}

    /** How many gates a panic stop closed, or its end opened. */
    record Moved(int gates) {}

    /** All accounts. */
    @Schema(name = "AccountList")
    record Listed(List<AccountView> items) {}

    @GET
    @Path("/channels")
    @RolesAllowed({Scopes.CHANNELS_ADMIN, Scopes.NOTICES_READ})
    @Operation(
            operationId = "listChannels",
            summary =
                    "Each provider account: gate with reason, pace, in flight, queue depth, last minute, held domains.")
    @APIResponse(
            responseCode = "200",
            description = "All accounts",
            content =
                    @Content(
                            schema = @Schema(implementation = Listed.class),
                            examples = @ExampleObject(name = "accounts", value = Examples.LIST)))
    public Uni<Listed> list() {
        return board.all().map(Listed::new);
    }

    @POST
    @Path("/channels/{account}/close")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "closeGate", summary = "Stop one account at once; needs a reason and no idempotency key.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Why.class),
                            examples = @ExampleObject(name = "reason", value = Examples.WHY)))
    @APIResponse(
            responseCode = "200",
            description = "Closed",
            content =
                    @Content(
                            schema = @Schema(implementation = AccountView.class),
                            examples = @ExampleObject(name = "closed", value = Examples.CLOSED)))
    public Uni<AccountView> close(@PathParam("account") String account, byte[] body) {
        Caller caller = Caller.unbound(identity);
        return board.close(caller, account, why(body).reason()).chain(() -> board.one(account));
    }

    @POST
    @Path("/channels/{account}/open")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "openGate", summary = "Let one account go on; needs a reason.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Why.class),
                            examples = @ExampleObject(name = "reason", value = Examples.WHY)))
    @APIResponse(responseCode = "204", description = "Open")
    public Uni<Response> open(@PathParam("account") String account, byte[] body) {
        Caller caller = Caller.unbound(identity);
        return idempotency.once(
                caller.client(),
                body,
                tx -> board.open(tx, caller, account, why(body).reason()).replaceWith(Answer::nothing));
    }

    @PUT
    @Path("/channels/{account}/pace")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "setPace", summary = "Set the rate limit of one account: 14/s, 1000/h or unlimited.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewPace.class),
                            examples = @ExampleObject(name = "pace", value = Examples.PACE)))
    @APIResponse(
            responseCode = "200",
            description = "Set",
            content =
                    @Content(
                            schema = @Schema(implementation = AccountView.class),
                            examples = @ExampleObject(name = "account", value = Examples.ACCOUNT)))
    public Uni<Response> pace(@PathParam("account") String account, byte[] body) {
        Caller caller = Caller.unbound(identity);
        PaceText pace = PaceText.parse(StrictJson.read(body, NewPace.class).pace());
        // Read before: within the transaction it would wait for a second connection.
        return board.one(account)
                .chain(before -> idempotency.onceIfAsked(
                        caller.client(),
                        body,
                        tx -> board.pace(tx, caller, account, pace, null).map(_ -> Answer.ok(before.paced(pace)))));
    }

    @POST
    @Path("/panic-stop")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "panicStop", summary = "Close every gate at once; needs no idempotency key.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Why.class),
                            examples = @ExampleObject(name = "reason", value = Examples.WHY)))
    @APIResponse(
            responseCode = "200",
            description = "How many gates were closed by it",
            content =
                    @Content(
                            schema = @Schema(implementation = Moved.class),
                            examples = @ExampleObject(name = "closed", value = Examples.MOVED)))
    public Uni<Moved> panicStop(byte[] body) {
        return board.panicStop(Caller.unbound(identity), why(body).reason()).map(Moved::new);
    }

    @POST
    @Path("/panic-stop/lift")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "liftPanicStop", summary = "Open the gates that the panic stop closed.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Why.class),
                            examples = @ExampleObject(name = "reason", value = Examples.WHY)))
    @APIResponse(
            responseCode = "200",
            description = "How many gates were opened by it",
            content =
                    @Content(
                            schema = @Schema(implementation = Moved.class),
                            examples = @ExampleObject(name = "opened", value = Examples.MOVED)))
    public Uni<Response> lift(byte[] body) {
        Caller caller = Caller.unbound(identity);
        return idempotency.once(
                caller.client(),
                body,
                tx -> board.lift(tx, caller, Switchboard.checked(why(body).reason(), false))
                        .map(opened -> Answer.ok(new Moved(opened))));
    }

    private static Why why(byte[] body) {
        return body.length == 0 ? Why.UNSAID : StrictJson.read(body, Why.class);
    }
}
