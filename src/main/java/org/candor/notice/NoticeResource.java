package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
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
import org.candor.access.Scopes;
import org.candor.plumbing.Etag;
import org.candor.plumbing.Ids;
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

/** Notices as documents: written, read, edited. What moves one is in {@link StepResource}. */
@Path("/v1/notices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "notices")
public class NoticeResource {
    private static final String PATCH_JSON = "application/merge-patch+json";

    private final Idempotency idempotency;
    private final Drafts drafts;
    private final Desk desk;
    private final NoticeConfig config;
    private final SecurityIdentity identity;

    NoticeResource(Idempotency idempotency, Drafts drafts, Desk desk, NoticeConfig config, SecurityIdentity identity) {
        this.idempotency = idempotency;
        this.drafts = drafts;
        this.desk = desk;
        this.config = config;
        this.identity = identity;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.NOTICES_WRITE)
    @Operation(
            operationId = "createNotice",
            summary = "Write a notice; in the one-call form with its incident and up to 1,000 recipients.",
            description = "With release: true it is released at once, or waits for approval if it goes to more people"
                    + " than one person may decide about.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeBody.class),
                            examples = {
                                @ExampleObject(name = "draft", value = Examples.NOTICE),
                                @ExampleObject(name = "one-call", value = Examples.ONE_CALL)
                            }))
    @APIResponse(
            responseCode = "201",
            description = "A draft",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "draft", value = Examples.DRAFT)))
    @APIResponse(
            responseCode = "202",
            description = "Released, scheduled or awaiting approval",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "awaiting-approval", value = Examples.SUBMITTED)))
    public Uni<Response> create(byte[] body) {
        Caller caller = Caller.of(identity);
        return idempotency.once(
                caller.client(),
                body,
                tx -> drafts.create(tx, caller, body).map(it -> answer(it, config.secondPersonAbove())));
    }

    /** 201 for a draft, 202 for what goes on by itself or waits for approval. */
    static Answer answer(Notice it, long secondPersonAbove) {
        String location = "/v1/notices/" + it.id;
        NoticeView view = NoticeView.of(it, secondPersonAbove, null);
        Answer answer = it.stage() == Stage.DRAFT ? Answer.created(location, view) : Answer.taken(location, view);
        return answer.tagged(Etag.of(it.revision));
    }

    /** A page of the list. */
    @Schema(name = "NoticeList")
    record Listed(List<Desk.Line> items, @Nullable String next) {}

    @GET
    @RolesAllowed(Scopes.NOTICES_READ)
    @Operation(operationId = "listNotices", summary = "List notices, newest first.")
    @APIResponse(
            responseCode = "200",
            description = "One page",
            content =
                    @Content(
                            schema = @Schema(implementation = Listed.class),
                            examples = @ExampleObject(name = "page", value = Examples.LIST)))
    public Uni<Response> list(
            @Context UriInfo uri,
            @QueryParam("incident") @Nullable String incident,
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return desk.list(Caller.of(identity), uri);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Scopes.NOTICES_READ)
    @Operation(
            operationId = "getNotice",
            summary = "State, content hash, counts per channel and state, rate, and when it will be done.",
            description = "On each channel every recipient is counted once, by the state of their delivery, as"
                    + " no_address or as not_queued: the audience is the sum of each channel.")
    @APIResponse(
            responseCode = "200",
            description = "The notice and how far it has come",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "on-its-way", value = Examples.ON_ITS_WAY)))
    public Uni<Response> get(@PathParam("id") String id) {
        return desk.get(Caller.of(identity), Ids.orNotFound(id));
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, PATCH_JSON})
    @RolesAllowed(Scopes.NOTICES_WRITE)
    @Operation(
            operationId = "editNotice",
            summary = "Change a notice that is not released, as a merge patch (RFC 7396).",
            description = "Takes back its submission and its approval: it is a draft again.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = PATCH_JSON,
                            schema = @Schema(implementation = NoticeBody.class),
                            examples = @ExampleObject(name = "edit", value = Examples.EDIT)))
    @APIResponse(
            responseCode = "200",
            description = "The draft as it is now",
            content =
                    @Content(
                            schema = @Schema(implementation = NoticeView.class),
                            examples = @ExampleObject(name = "draft", value = Examples.DRAFT)))
    public Uni<Response> edit(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, byte[] body) {
        Caller caller = Caller.of(identity);
        UUID notice = Ids.orNotFound(id);
        return idempotency.onceIfAsked(
                caller.client(),
                body,
                tx -> desk.edit(tx, caller, notice, ifMatch, body)
                        .map(it -> Answer.ok(NoticeView.of(it, config.secondPersonAbove(), null))
                                .tagged(Etag.of(it.revision))));
    }
}
