package org.candor.receipt;

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
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.queue.Suppressions;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.candor.record.Record;
import org.candor.vault.Vault;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that are left alone, of all incidents: learnt from what came back, or said by a person. An address comes in
 * a body only, never in a URL, and never goes out.
 */
@Path("/v1/suppressions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "suppressions")
public class SuppressionResource {
    private final LeftAlone alone;
    private final Suppressions suppressions;
    private final Vault vault;
    private final Cursors cursors;
    private final Idempotency idempotency;
    private final Record record;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    SuppressionResource(
            LeftAlone alone,
            Suppressions suppressions,
            Vault vault,
            Cursors cursors,
            Idempotency idempotency,
            Record record,
            InstantSource clock,
            SecurityIdentity identity) {
        this.alone = alone;
        this.suppressions = suppressions;
        this.vault = vault;
        this.cursors = cursors;
        this.idempotency = idempotency;
        this.record = record;
        this.clock = clock;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Scopes.DELIVERIES_READ)
    @Operation(
            operationId = "listSuppressions",
            summary = "Addresses that are left alone, the newest first, page by page; without the addresses.")
    @APIResponse(
            responseCode = "200",
            description = "One page",
            content =
                    @Content(
                            schema = @Schema(implementation = SuppressionView.Listed.class),
                            examples = @ExampleObject(name = "page", value = Examples.LIST)))
    public Uni<Response> list(
            @Context UriInfo uri,
            @QueryParam("channel") @Nullable String channel,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        Caller caller = Caller.unbound(identity);
        Channel only = channel(uri.getQueryParameters().getFirst("channel"));
        Cursors.Window window = cursors.window(caller, uri);
        return alone.page(caller, only, window.after(), window.limit() + 1).map(found -> {
            boolean more = found.size() > window.limit();
            List<Suppressions.Entry> shown = more ? found.subList(0, window.limit()) : found;
            return cursors.page(
                    caller,
                    uri,
                    shown.stream().map(SuppressionView::of).toList(),
                    more ? LeftAlone.position(shown.getLast()) : null);
        });
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Scopes.DELIVERIES_READ)
    @Operation(operationId = "getSuppression", summary = "One entry of the list, while it holds.")
    @APIResponse(
            responseCode = "200",
            description = "The entry",
            content =
                    @Content(
                            schema = @Schema(implementation = SuppressionView.class),
                            examples = @ExampleObject(name = "learnt", value = Examples.LEARNT)))
    public Uni<SuppressionView> get(@PathParam("id") String id) {
        return alone.one(Caller.unbound(identity), Ids.orNotFound(id)).map(SuppressionView::of);
    }

    @POST
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "addSuppression",
            summary = "Leave an address alone from its next hand-off on, until a time or for ever.",
            description = "A longer entry that is there already is not shortened, and is answered with 200.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SuppressionForms.New.class),
                            examples = @ExampleObject(name = "asked", value = Examples.NEW)))
    @APIResponse(
            responseCode = "201",
            description = "Left alone",
            content =
                    @Content(
                            schema = @Schema(implementation = SuppressionView.class),
                            examples = @ExampleObject(name = "said", value = Examples.SAID)))
    public Uni<Response> add(byte[] body) {
        Caller caller = Caller.unbound(identity);
        return idempotency.once(caller.client(), body, tx -> {
            SuppressionForms.Wish wish =
                    StrictJson.read(body, SuppressionForms.New.class).checked(clock.instant());
            Channel channel = wish.target().channel();
            return suppressions
                    .add(tx, channel, index(wish.target()), wish.reason(), wish.until(), caller.owner())
                    .call(added -> record.note(
                            tx,
                            caller.owner(),
                            "suppression.added",
                            added.entry().id(),
                            LeftAlone.detail(channel, wish.reason(), wish.until())))
                    .map(added -> answer(added));
        });
    }

    private static Answer answer(Suppressions.Added added) {
        SuppressionView view = SuppressionView.of(added.entry());
        return added.fresh() ? Answer.created("/v1/suppressions/" + view.id(), view) : Answer.ok(view);
    }

    @POST
    @Path("/search")
    @RolesAllowed(Scopes.DELIVERIES_READ)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "searchSuppression",
            summary = "Whether an address is left alone. Changes nothing, and needs no idempotency key.",
            description = "Any spelling of the address finds it. It comes in the body, so that no log of URLs has it.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SuppressionForms.Search.class),
                            examples = @ExampleObject(name = "address", value = Examples.SEARCH)))
    @APIResponse(
            responseCode = "200",
            description = "The entry, or null",
            content =
                    @Content(
                            schema = @Schema(implementation = SuppressionView.Found.class),
                            examples = @ExampleObject(name = "found", value = Examples.FOUND)))
    public Uni<SuppressionView.Found> search(byte[] body) {
        Caller.unbound(identity);
        SuppressionForms.Target target =
                StrictJson.read(body, SuppressionForms.Search.class).checked();
        return suppressions
                .of(target.channel(), index(target))
                .map(it -> new SuppressionView.Found(it != null, it == null ? null : SuppressionView.of(it)));
    }

    @POST
    @Path("/{id}/lift")
    @RolesAllowed(Scopes.CHANNELS_ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "liftSuppression",
            summary = "Let an address be written to again; needs a reason.",
            description = "For what is sent from now on: deliveries that were suppressed meanwhile stay so.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SuppressionForms.Lift.class),
                            examples = @ExampleObject(name = "reason", value = Examples.LIFT)))
    @APIResponse(responseCode = "204", description = "Lifted")
    public Uni<Response> lift(@PathParam("id") String id, byte[] body) {
        Caller caller = Caller.unbound(identity);
        UUID entry = Ids.orNotFound(id);
        return idempotency.once(caller.client(), body, tx -> {
            String reason = StrictJson.read(body, SuppressionForms.Lift.class).checked();
            return alone.lift(tx, caller, entry, reason).map(_ -> Answer.nothing());
        });
    }

    private byte[] index(SuppressionForms.Target target) {
        return vault.index(target.channel() == Channel.EMAIL ? Vault.EMAIL : Vault.PHONE, target.address());
    }

    private static @Nullable Channel channel(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "email" -> Channel.EMAIL;
            case "sms" -> Channel.SMS;
            default -> throw Problem.parameter("channel", "channel is email or sms.");
        };
    }
}
