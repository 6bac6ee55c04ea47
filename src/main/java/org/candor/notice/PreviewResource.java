package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The message as a person will get it, before anybody gets it. Its link is a sample and opens nothing. */
@Path("/v1/notices/{id}/preview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "notices")
public class PreviewResource {
    private final Previews previews;
    private final SecurityIdentity identity;

    PreviewResource(Previews previews, SecurityIdentity identity) {
        this.previews = previews;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Scopes.NOTICES_READ)
    @Operation(
            operationId = "previewNotice",
            summary = "The message in one language, or as one recipient will get it",
            description = "For channel email (the default), sms or social. With recipient the key also needs"
                    + " recipients:read, since the letter tells that person's name and what leaked of theirs. A post goes"
                    + " to nobody in particular: it takes account, a public account such as mastodon:main, else the first"
                    + " that the notice would use.")
    @APIResponse(
            responseCode = "200",
            description = "The message",
            content =
                    @Content(
                            schema = @Schema(implementation = Preview.class),
                            examples = {
                                @ExampleObject(name = "email", value = Examples.PREVIEW),
                                @ExampleObject(name = "sms", value = Examples.PREVIEW_SMS),
                                @ExampleObject(name = "social", value = Examples.PREVIEW_SOCIAL)
                            }))
    public Uni<Preview> preview(
            @PathParam("id") String id,
            @QueryParam("recipient") @Nullable String recipient,
            @QueryParam("locale") @Nullable String locale,
            @QueryParam("channel") @Nullable String channel,
            @QueryParam("account") @Nullable String account) {
        Caller caller = Caller.of(identity);
        Previews.Ask ask = Previews.Ask.of(channel, locale, account, Previews.SOMEBODY);
        UUID notice = Ids.orNotFound(id);
        return recipient == null ? previews.of(caller, notice, ask) : previews.of(caller, notice, ask, recipient);
    }
}
