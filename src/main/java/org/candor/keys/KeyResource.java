package org.candor.keys;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
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
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Keyring;
import org.candor.access.Scopes;
import org.candor.access.StoredKey;
import org.candor.plumbing.Ids;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
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

/** {@code /v1/keys}: who may call. A key that is bound to incidents has no part in it. */
@Path("/v1/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "keys")
public class KeyResource {
    private final Keyring keyring;
    private final Cursors cursors;
    private final Idempotency idempotency;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    KeyResource(
            Keyring keyring, Cursors cursors, Idempotency idempotency, InstantSource clock, SecurityIdentity identity) {
        this.keyring = keyring;
        this.cursors = cursors;
        this.idempotency = idempotency;
        this.clock = clock;
        this.identity = identity;
    }

    /**
     * A key that was just made.
     *
     * @param secret the key itself, in the first answer only: a repetition of the call has null here
     */
    @Schema(name = "MadeKey")
    record MadeKey(
            @JsonUnwrapped StoredKey key,

            @Schema(description = "The key itself, shown this once: the answer to a repeated call has null here")
            @Nullable
            String secret) {
        @Override
        public String toString() {
            return "MadeKey[" + key.id() + "]";
        }
    }

    /** A page of the list. */
    @Schema(name = "KeyList")
    record Listed(List<StoredKey> items, @Nullable String next) {}

    @GET
    @RolesAllowed(Scopes.KEYS_ADMIN)
    @Operation(
            operationId = "listKeys",
            summary = "All keys, the newest first, also those that are revoked or expired; never a key itself.")
    @APIResponse(
            responseCode = "200",
            description = "One page",
            content =
                    @Content(
                            schema = @Schema(implementation = Listed.class),
                            examples = @ExampleObject(name = "page", value = Examples.LIST)))
    public Uni<Response> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        Caller caller = Caller.unbound(identity);
        Cursors.Window window = cursors.window(caller, uri);
        UUID after = window.after() == null ? null : UUID.fromString(window.after());
        return keyring.page(after, window.limit() + 1).map(found -> {
            List<StoredKey> shown = found.subList(0, Math.min(found.size(), window.limit()));
            String next = found.size() > shown.size() ? shown.getLast().id().toString() : null;
            return cursors.page(caller, uri, shown, next);
        });
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scopes.KEYS_ADMIN)
    @Operation(operationId = "getKey", summary = "One key: whose it is, what it may do, when it was last used.")
    @APIResponse(
            responseCode = "200",
            description = "The key",
            content =
                    @Content(
                            schema = @Schema(implementation = StoredKey.class),
                            examples = @ExampleObject(name = "key", value = Examples.KEY)))
    public Uni<StoredKey> get(@PathParam("id") String id) {
        Caller.unbound(identity);
        return keyring.get(Ids.orNotFound(id));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.KEYS_ADMIN)
    @Operation(
            operationId = "makeKey",
            summary = "Make a key; it is shown in this answer and never again.",
            description =
                    "Its scopes are among those of the calling key, which counts as one person with it; it ends no later than"
                            + " that one and has no more calls a minute, and the answer tells what it got. notices:approve is given to one's own owner only. If the answer is lost, the repeated call tells its id without the key"
                            + " itself: revoke that one and make another.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = KeyForm.class),
                            examples = @ExampleObject(name = "a tool", value = Examples.NEW)))
    @APIResponse(
            responseCode = "201",
            description = "Made",
            content =
                    @Content(
                            schema = @Schema(implementation = MadeKey.class),
                            examples = @ExampleObject(name = "made", value = Examples.MADE)))
    public Uni<Response> make(byte[] body) {
        Caller caller = Caller.unbound(identity);
        return idempotency.once(caller.client(), body, tx -> {
            Keyring.Wish wish =
                    StrictJson.read(body, KeyForm.class).check(now(), keyring.mostCalls(), caller.isIssued());
            return keyring.make(tx, caller, wish).map(KeyResource::shownOnce);
        });
    }

    /** How a key is to be followed by another one. */
    @Schema(name = "KeyRotation")
    record Rotation(
            @Schema(description = "When the old one ends by itself; null: when it is revoked") @Nullable
            OffsetDateTime oldExpiresAt) {
        private static final Rotation PLAIN = new Rotation(null);

        @Nullable
        OffsetDateTime checked(OffsetDateTime now) {
            new Violations()
                    .addIf(oldExpiresAt != null && !oldExpiresAt.isAfter(now), "/old_expires_at", "past")
                    .addIf(
                            oldExpiresAt != null && oldExpiresAt.isAfter(now.plusYears(KeyForm.MOST_YEARS)),
                            "/old_expires_at",
                            "too-late")
                    .orThrow();
            return oldExpiresAt;
        }
    }

    @POST
    @Path("{id}/rotate")
    @RolesAllowed(Scopes.KEYS_ADMIN)
    @Operation(
            operationId = "rotateKey",
            summary = "Make a second key like this one, to take its place; it is shown in this answer and never again.",
            description =
                    "Owner, scopes, incidents and contact are the same; its end and its calls a minute too, unless the calling"
                            + " key ends sooner or has fewer (with a token of an issuer: a year). The old one works until old_expires_at, or until"
                            + " it is revoked. A key that may do more than the calling one is not rotated by it, and one with"
                            + " notices:approve only by its own owner.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Rotation.class),
                            examples = @ExampleObject(name = "a day for both", value = Examples.ROTATION)))
    @APIResponse(
            responseCode = "201",
            description = "Made",
            content =
                    @Content(
                            schema = @Schema(implementation = MadeKey.class),
                            examples = @ExampleObject(name = "made", value = Examples.ROTATED)))
    public Uni<Response> rotate(@PathParam("id") String text, byte[] body) {
        Caller caller = Caller.unbound(identity);
        UUID id = Ids.orNotFound(text);
        return idempotency.once(caller.client(), body, tx -> {
            Rotation asked = body.length == 0 ? Rotation.PLAIN : StrictJson.read(body, Rotation.class);
            return keyring.rotate(tx, caller, id, asked.checked(now())).map(KeyResource::shownOnce);
        });
    }

    /** Why a key is revoked. */
    @Schema(name = "KeyRevocation")
    record Revocation(@Nullable String reason) {
        private static final Revocation UNSAID = new Revocation(null);

        @Nullable
        String checked() {
            Violations wrong = new Violations();
            String said = wrong.reason(reason, false);
            wrong.orThrow();
            return said.isEmpty() ? null : said;
        }
    }

    @POST
    @Path("{id}/revoke")
    @RolesAllowed(Scopes.KEYS_ADMIN)
    @Operation(
            operationId = "revokeKey",
            summary = "End a key: from the answer on each process refuses it.",
            description =
                    "Also one of the key file, whatever that says from then on. What the key had begun, such as an"
                            + " upload, is finished.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Revocation.class),
                            examples = @ExampleObject(name = "reason", value = Examples.REVOCATION)))
    @APIResponse(
            responseCode = "200",
            description = "Revoked",
            content =
                    @Content(
                            schema = @Schema(implementation = StoredKey.class),
                            examples = @ExampleObject(name = "revoked", value = Examples.REVOKED)))
    public Uni<Response> revoke(@PathParam("id") String text, byte[] body) {
        Caller caller = Caller.unbound(identity);
        UUID id = Ids.orNotFound(text);
        return idempotency.once(caller.client(), body, tx -> {
            Revocation asked = body.length == 0 ? Revocation.UNSAID : StrictJson.read(body, Revocation.class);
            return keyring.revoke(tx, caller, id, asked.checked()).map(Answer::ok);
        });
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    /** What is kept for a repetition has no key in it. */
    private static Answer shownOnce(Keyring.Made it) {
        return Answer.created("/v1/keys/" + it.key().id(), new MadeKey(it.key(), null))
                .saying(new MadeKey(it.key(), it.secret().text()));
    }
}
