package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.function.BiFunction;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Etag;
import org.candor.plumbing.Ids;
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

/** What moves a notice. Every step needs an idempotency key, except stopping. */
@Path("/v1/notices/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "notices")
public class StepResource {
    private final Idempotency idempotency;
    private final Pool pool;
    private final Steps steps;
    private final NoticeConfig config;
    private final SecurityIdentity identity;
    private final CurrentVertxRequest request;

    StepResource(
            Idempotency idempotency,
            Pool pool,
            Steps steps,
            NoticeConfig config,
            SecurityIdentity identity,
            CurrentVertxRequest request) {
        this.idempotency = idempotency;
        this.pool = pool;
        this.steps = steps;
        this.config = config;
        this.identity = identity;
        this.request = request;
    }

    @POST
    @Path("/submit")
    @RolesAllowed(Scopes.NOTICES_WRITE)
    @Operation(operationId = "submitNotice", summary = "Fix content and audience and ask for approval or release.")
    @APIResponse(
            responseCode = "200",
            description = "Submitted",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "submitted", value = Examples.SUBMITTED)))
    public Uni<Response> submit(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        return once(caller, id, (tx, notice) -> steps.submit(tx, caller, notice).map(this::now));
    }

    @POST
    @Path("/approve")
    @RolesAllowed(Scopes.NOTICES_APPROVE)
    @Operation(
            operationId = "approveNotice",
            summary = "Agree, as a second person, to exactly this content and this audience.",
            description = "Refused for everybody who wrote, edited or submitted it. Any later change voids it. A notice"
                    + " that was made with release: true is released by it. Of a notice that was released, its extension is"
                    + " approved, and goes out; refused for who asked for that, too.")
    @APIResponse(
            responseCode = "200",
            description = "Approved",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "approved", value = Examples.APPROVED)))
    public Uni<Response> approve(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                (tx, notice) -> steps.approve(tx, caller, notice, ifMatch).map(this::now));
    }

    @POST
    @Path("/release")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(
            operationId = "releaseNotice",
            summary = "Send it.",
            description = "A draft is submitted first. To more than the configured number of people (100) only what a"
                    + " second person has approved goes out; to release somebody else's notice with notices:approve is to"
                    + " approve it.")
    @APIResponse(
            responseCode = "202",
            description = "Released: running, or scheduled if its hour is to come",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "running", value = Examples.RUNNING)))
    public Uni<Response> release(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                (tx, notice) -> steps.release(tx, caller, notice, ifMatch)
                        .map(it -> NoticeResource.answer(it, config.secondPersonAbove())));
    }

    @POST
    @Path("/pause")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(
            operationId = "pauseNotice",
            summary = "Stop it: nothing more begins. Needs no idempotency key and may be repeated.")
    @APIResponse(
            responseCode = "200",
            description = "Paused",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "paused", value = Examples.PAUSED)))
    public Uni<Response> pause(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        UUID notice = checked(id, body());
        return pool.withTransaction(tx -> steps.pause(tx, caller, notice))
                .map(it -> Response.ok(NoticeView.of(it, config.secondPersonAbove(), null))
                        .header("ETag", Etag.of(it.revision))
                        .build());
    }

    @POST
    @Path("/resume")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(operationId = "resumeNotice", summary = "Go on after a pause.")
    @APIResponse(
            responseCode = "200",
            description = "Running, or scheduled if its hour is to come",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "running", value = Examples.RUNNING)))
    public Uni<Response> resume(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        return once(caller, id, (tx, notice) -> steps.resume(tx, caller, notice).map(this::now));
    }

    @POST
    @Path("/cancel")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(
            operationId = "cancelNotice",
            summary = "Stop it for good and end its reset links. What is in flight is finished.")
    @APIResponse(
            responseCode = "200",
            description = "Cancelled",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "cancelled", value = Examples.CANCELLED)))
    public Uni<Response> cancel(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        return once(caller, id, (tx, notice) -> steps.cancel(tx, caller, notice).map(this::now));
    }

    /** How many deliveries go out again. */
    record Retried(UUID notice, String state, int queued) {}

    @POST
    @Path("/retry-failed")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(
            operationId = "retryFailed",
            summary = "Try again what failed or expired, or some of it.",
            description =
                    "Without deliveries all of it. With them exactly these: 409, and nothing is tried again, if one of"
                            + " them did not fail or expire, or is not to be tried again.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Chosen.class),
                            examples = @ExampleObject(name = "some", value = Examples.RETRY_SOME)))
    @APIResponse(
            responseCode = "202",
            description = "Queued again",
            content =
                    @Content(
                            schema = @Schema(implementation = Retried.class),
                            examples = @ExampleObject(name = "queued", value = Examples.RETRIED)))
    public Uni<Response> retryFailed(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        UUID notice = Ids.orNotFound(id);
        byte[] body = body();
        return idempotency.once(caller.client(), body, tx -> {
            Chosen chosen = body.length == 0
                    ? Chosen.ALL
                    : StrictJson.read(body, Chosen.class).checked();
            return steps.retryFailed(tx, caller, notice, chosen)
                    .map(it -> Answer.taken(
                                    "/v1/notices/" + notice, new Retried(notice, it.notice().state, it.queued()))
                            .tagged(Etag.of(it.notice().revision)));
        });
    }

    @POST
    @Path("/extend")
    @RolesAllowed(Scopes.NOTICES_RELEASE)
    @Operation(
            operationId = "extendNotice",
            summary = "Send it to the people of the lists that were completed since it was submitted, too.",
            description =
                    "Exactly those who are in no list of it yet; it says the same to them. If it goes to more people in"
                            + " all than one person may decide about, extension tells how many these are, and it goes out to them when"
                            + " somebody else approves. 409 if nobody has come, and for a notice that follows another.")
    @APIResponse(
            responseCode = "202",
            description = "On its way to them, or awaiting approval",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "awaiting-approval", value = Examples.EXTENDED)))
    public Uni<Response> extend(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        return once(
                caller,
                id,
                (tx, notice) -> steps.extend(tx, caller, notice)
                        .map(it -> Answer.taken(
                                        "/v1/notices/" + notice, NoticeView.of(it, config.secondPersonAbove(), null))
                                .tagged(Etag.of(it.revision))));
    }

    private Uni<Response> once(Caller caller, String id, BiFunction<SqlConnection, UUID, Uni<Answer>> step) {
        byte[] body = body();
        UUID notice = checked(id, body);
        return idempotency.once(caller.client(), body, tx -> step.apply(tx, notice));
    }

    private Answer now(Notice it) {
        return Answer.ok(NoticeView.of(it, config.secondPersonAbove(), null)).tagged(Etag.of(it.revision));
    }

    /** Taken in before the call was routed. A parameter would make it part of the API's description. */
    private byte[] body() {
        Buffer body = request.getCurrent().body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    /** A step takes no body; an empty object is none. */
    private static UUID checked(String id, byte[] body) {
        if (body.length > 0) {
            StrictJson.read(body, Nothing.class);
        }
        return Ids.orNotFound(id);
    }

    private record Nothing() {}
}
