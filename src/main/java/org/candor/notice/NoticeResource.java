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
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Etag;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Notices as documents: written, read, edited. What moves one is in {@link StepResource}. */
@Path("/v1/notices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices")
public class NoticeResource {
    private final Idempotency idempotency;
    private final Drafts drafts;
    private final Desk desk;
    private final NoticeConfig config;

    NoticeResource(Idempotency idempotency, Drafts drafts, Desk desk, NoticeConfig config) {
        this.idempotency = idempotency;
        this.drafts = drafts;
        this.desk = desk;
        this.config = config;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.NOTICES_WRITE)
    @Operation(
            operationId = "createNotice",
            summary =
                    "Write a notice; with its incident and recipients in the one-call form; released at once if asked")
    public Uni<Response> create(@Context SecurityIdentity identity, byte[] body) {
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

    @GET
    @RolesAllowed(Scopes.NOTICES_READ)
    @Operation(operationId = "listNotices", summary = "List notices, newest first")
    public Uni<Response> list(
            @Context SecurityIdentity identity,
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
            summary = "State, content hash, counts per channel and state, rate, and when it will be done",
            description = "On each channel every recipient is counted once, by the state of their delivery, as"
                    + " no_address or as not_queued: the audience is the sum of each channel.")
    public Uni<Response> get(@Context SecurityIdentity identity, @PathParam("id") String id) {
        return desk.get(Caller.of(identity), id(id));
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @RolesAllowed(Scopes.NOTICES_WRITE)
    @Operation(
            operationId = "editNotice",
            summary = "Change a notice that is not released; takes back its submission and approval")
    public Uni<Response> edit(
            @Context SecurityIdentity identity,
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            byte[] body) {
        return desk.edit(Caller.of(identity), id(id), ifMatch, body);
    }

    static UUID id(String text) {
        UUID id = Ids.parse(text);
        if (id == null) {
            throw Problem.notFound();
        }
        return id;
    }
}
