package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.function.BiFunction;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Etag;
import org.candor.plumbing.StrictJson;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What moves a notice. Every step needs an idempotency key, except stopping. */
@Path("/v1/notices/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices")
public class StepResource {
    private final Idempotency idempotency;
    private final Pool pool;
    private final Steps steps;
    private final NoticeConfig config;

    StepResource(Idempotency idempotency, Pool pool, Steps steps, NoticeConfig config) {
        this.idempotency = idempotency;
        this.pool = pool;
        this.steps = steps;
        this.config = config;
    }

    @POST
    @Path("/submit")
    @RolesAllowed(Scopes.NOTICES_WRITE)
    @Operation(operationId = "submitNotice", summary = "Fix content and audience and ask for approval or release")
    public Uni<Response> submit(@Context SecurityIdentity identity, @PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                body,
                (tx, notice) -> steps.submit(tx, caller, notice).map(this::now));
    }

    @POST
    @Path("/approve")
    @RolesAllowed(Scopes.NOTICES_APPROVE)
    @Operation(
            operationId = "approveNotice",
            summary = "Agree, as a second person, to exactly this content and this audience")
    public Uni<Response> approve(
            @Context SecurityIdentity identity,
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            byte[] body) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                body,
                (tx, notice) -> steps.approve(tx, caller, notice, ifMatch).map(this::now));
    }

    @POST
    @Path("/release")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(operationId = "releaseNotice", summary = "Send it")
    public Uni<Response> release(
            @Context SecurityIdentity identity,
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            byte[] body) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                body,
                (tx, notice) -> steps.release(tx, caller, notice, ifMatch)
                        .map(it -> NoticeResource.answer(it, config.secondPersonAbove())));
    }

    @POST
    @Path("/pause")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(operationId = "pauseNotice", summary = "Stop it: nothing more begins; needs no idempotency key")
    public Uni<Response> pause(@Context SecurityIdentity identity, @PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        UUID notice = checked(id, body);
        return pool.withTransaction(tx -> steps.pause(tx, caller, notice))
                .map(it -> Response.ok(NoticeView.of(it, config.secondPersonAbove(), null))
                        .header("ETag", Etag.of(it.revision))
                        .build());
    }

    @POST
    @Path("/resume")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(operationId = "resumeNotice", summary = "Go on after a pause")
    public Uni<Response> resume(@Context SecurityIdentity identity, @PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                body,
                (tx, notice) -> steps.resume(tx, caller, notice).map(this::now));
    }

    @POST
    @Path("/cancel")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(operationId = "cancelNotice", summary = "Stop it for good and end its reset links")
    public Uni<Response> cancel(@Context SecurityIdentity identity, @PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                body,
                (tx, notice) -> steps.cancel(tx, caller, notice).map(this::now));
    }

    /** How many deliveries go out again. */
    record Retried(UUID notice, String state, int queued) {}

    @POST
    @Path("/retry-failed")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(operationId = "retryFailed", summary = "Try again what failed or expired")
    public Uni<Response> retryFailed(@Context SecurityIdentity identity, @PathParam("id") String id, byte[] body) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                body,
                (tx, notice) -> steps.retryFailed(tx, caller, notice)
                        .map(it -> Answer.taken(
                                        "/v1/notices/" + notice, new Retried(notice, it.notice().state, it.queued()))
                                .tagged(Etag.of(it.notice().revision))));
    }

    private Uni<Response> once(
            Caller caller, String id, byte[] body, BiFunction<SqlConnection, UUID, Uni<Answer>> step) {
        UUID notice = checked(id, body);
        return idempotency.once(caller.client(), body, tx -> step.apply(tx, notice));
    }

    private Answer now(Notice it) {
        return Answer.ok(NoticeView.of(it, config.secondPersonAbove(), null)).tagged(Etag.of(it.revision));
    }

    /** A step takes no body; an empty object is none. */
    private static UUID checked(String id, byte[] body) {
        if (body.length > 0) {
            StrictJson.read(body, Nothing.class);
        }
        return NoticeResource.id(id);
    }

    private record Nothing() {}
}
