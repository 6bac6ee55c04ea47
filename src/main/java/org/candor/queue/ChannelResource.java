package org.candor.queue;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.candor.record.Record;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The gates and paces of the provider accounts, for operators. To stop is easy: it needs no idempotency key. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Channels")
public class ChannelResource {
    private static final int LONGEST_REASON = 200;

    private final Pool pool;
    private final Gates gates;
    private final Tallies tallies;
    private final Idempotency idempotency;
    private final Record record;

    ChannelResource(Pool pool, Gates gates, Tallies tallies, Idempotency idempotency, Record record) {
        this.pool = pool;
        this.gates = gates;
        this.tallies = tallies;
        this.idempotency = idempotency;
        this.record = record;
    }

    /** Why a gate is closed or opened. */
    record Why(@Nullable String reason) {
        private static final Why UNSAID = new Why(null);

        /** The reason, fit to be shown and kept; 422 if it is missing where one is needed, or no plain line of text. */
        @Nullable
        String checked(boolean needed) {
            boolean unsaid = reason == null || reason.isBlank();
            new Violations()
                    .addIf(needed && unsaid, "/reason", "required")
                    .addIf(!unsaid && reason.length() > LONGEST_REASON, "/reason", "too-long")
                    .addIf(!unsaid && reason.chars().anyMatch(Character::isISOControl), "/reason", "control-character")
                    .orThrow();
            return unsaid ? null : reason.strip();
        }
    }

    /** A pace as callers write it: {@code 14/s}, {@code 1000/h} or {@code unlimited}. */
    record NewPace(@Nullable String pace) {}

    /** How many gates a panic stop closed, or its end opened. */
    record Moved(int gates) {}

    @GET
    @Path("/channels")
    @RolesAllowed({Scopes.CHANNELS_ADMIN, Scopes.NOTICES_READ})
    @Operation(
            operationId = "listChannels",
            summary = "Each provider account: gate with reason, pace, in flight, queue depth, last minute")
    public Uni<Map<String, List<AccountView>>> list() {
        return gates.all()
                .chain(all -> gates.depths()
                        .chain(depths -> tallies.lastMinute()
                                .map(minute -> all.stream()
                                        .map(it -> AccountView.of(
                                                it,
                                                depths.getOrDefault(it.account(), new Gates.Depth(0, 0, 0)),
                                                minute.getOrDefault(it.channel(), Map.of())))
                                        .toList())))
                .map(items -> Map.of("items", items));
    }

    @POST
    @Path("/channels/{account}/close")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "closeGate", summary = "Stop one account at once; needs a reason and no idempotency key")
    public Uni<Response> close(@Context SecurityIdentity identity, @PathParam("account") String account, byte[] body) {
        String reason = why(body).checked(true);
        return pool.withTransaction(tx -> gates.close(
                                tx, account, reason, Caller.of(identity).owner())
                        .invoke(ChannelResource::found)
                        .call(() -> note(tx, identity, "gate.closed", account, reason)))
                .chain(() -> view(account));
    }

    @POST
    @Path("/channels/{account}/open")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "openGate", summary = "Let one account go on; needs a reason")
    public Uni<Response> open(@Context SecurityIdentity identity, @PathParam("account") String account, byte[] body) {
        return once(identity, body, tx -> {
            String reason = why(body).checked(true);
            return gates.open(tx, account, Caller.of(identity).owner())
                    .chain(opened -> opened ? Uni.createFrom().voidItem() : notOpened(tx, account))
                    .call(() -> note(tx, identity, "gate.opened", account, reason))
                    .replaceWith(Answer::nothing);
        });
    }

    @PUT
    @Path("/channels/{account}/pace")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "setPace", summary = "Set the rate limit of one account: 14/s, 1000/h or unlimited")
    public Uni<Response> pace(@Context SecurityIdentity identity, @PathParam("account") String account, byte[] body) {
        String text = StrictJson.read(body, NewPace.class).pace();
        PaceText pace = PaceText.parse(text);
        return pool.withTransaction(tx -> gates.pace(tx, account, pace.perSecond())
                        .invoke(ChannelResource::found)
                        .call(() -> note(tx, identity, "pace.set", account, pace.text())))
                .chain(() -> view(account));
    }

    @POST
    @Path("/panic-stop")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "panicStop", summary = "Close every gate at once; needs no idempotency key")
    public Uni<Moved> panicStop(@Context SecurityIdentity identity, byte[] body) {
        String reason = why(body).checked(false);
        return pool.withTransaction(
                tx -> gates.panicStop(tx, Caller.of(identity).owner())
                        .call(() -> note(tx, identity, "gates.stopped", "all", reason))
                        .map(Moved::new));
    }

    @POST
    @Path("/panic-stop/lift")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Operation(operationId = "liftPanicStop", summary = "Open the gates that the panic stop closed")
    public Uni<Response> lift(@Context SecurityIdentity identity, byte[] body) {
        return once(identity, body, tx -> {
            String reason = why(body).checked(false);
            return gates.panicLift(tx, Caller.of(identity).owner())
                    .call(() -> note(tx, identity, "gates.lifted", "all", reason))
                    .map(opened -> Answer.ok(new Moved(opened)));
        });
    }

    private Uni<Response> once(SecurityIdentity identity, byte[] body, Function<SqlConnection, Uni<Answer>> work) {
        return idempotency.once(Caller.of(identity).client(), body, work);
    }

    private static Why why(byte[] body) {
        return body.length == 0 ? Why.UNSAID : StrictJson.read(body, Why.class);
    }

    private Uni<Response> view(String account) {
        return list().map(all -> all.get("items").stream()
                .filter(it -> it.account().equals(account))
                .findFirst()
                .map(it -> Response.ok(it).build())
                .orElseThrow(Problem::notFound));
    }

    private static void found(boolean there) {
        if (!there) {
            throw Problem.notFound();
        }
    }

    /** A gate that is open already stays so: a repeated wish is no mistake, an unknown account is. */
    private Uni<Void> notOpened(SqlConnection tx, String account) {
        return gates.known(tx, account).invoke(ChannelResource::found).replaceWithVoid();
    }

    private Uni<Void> note(
            SqlConnection tx, SecurityIdentity identity, String action, String account, @Nullable String said) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("account", account);
        detail.put(action.equals("pace.set") ? "pace" : "reason", said);
        return record.note(tx, Caller.of(identity).owner(), action, null, detail);
    }
}
