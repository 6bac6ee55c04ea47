package org.candor.bulletin;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.notice.Publications;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a spokesperson hands on: the notice as text, with where to read and where to check it. */
@Path("/v1/notices/{id}/press.txt")
@Tag(name = "notices")
public class PressResource {
    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");
    static final String EXAMPLE = """
            Data breach at Example Bank
            ---------------------------
            Example Bank, 24 November 2026

            What happened
            -------------
            On 5 November someone copied part of our customer list.
            """;

    private final Publications publications;
    private final Press press;
    private final SecurityIdentity identity;

    PressResource(Publications publications, Press press, SecurityIdentity identity) {
        this.publications = publications;
        this.press = press;
        this.identity = identity;
    }

    @GET
    @Produces(TEXT)
    @RolesAllowed(Scopes.NOTICES_READ)
    @Operation(
            operationId = "pressText",
            summary = "The notice as a text for the press",
            description =
                    "In any state but cancelled: that of a notice which is not out says so in its first line. In the notice's"
                            + " default language if it has no content in the one asked for.")
    @APIResponse(
            responseCode = "200",
            description = "Plain text in at most 78 columns",
            content = @Content(mediaType = TEXT, examples = @ExampleObject(name = "the first lines", value = EXAMPLE)))
    public Uni<Response> text(@PathParam("id") String id, @QueryParam("locale") @Nullable String locale) {
        if (locale != null && !LOCALE.matcher(locale).matches()) {
            throw Problem.parameter("locale", "locale is a BCP 47 tag such as en or pt-BR.");
        }
        UUID notice = Ids.parse(id);
        if (notice == null) {
            throw Problem.notFound();
        }
        return publications
                .of(Caller.of(identity), notice)
                .chain(it -> press.text(it, locale))
                .map(it -> Response.ok(it.text(), TEXT)
                        .header("Content-Language", it.language())
                        .build());
    }
}
