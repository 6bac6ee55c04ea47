package org.candor.incident;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Problem;
import org.candor.record.Idempotency;
import org.candor.vault.Vault;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/incidents/{id}/recipients}: lists of affected people, streamed. */
@Path("/v1/incidents/{id}/recipients")
@Tag(name = "recipients")
public class UploadResource {
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";

    private final Uploads uploads;
    private final Vault vault;
    private final SecurityIdentity identity;

    UploadResource(Uploads uploads, Vault vault, SecurityIdentity identity) {
        this.uploads = uploads;
        this.vault = vault;
        this.identity = identity;
    }

    /** The answer to an upload: where the import is, and how it ended. */
    record Done(
            @Schema(description = "Address of the import") String importPath, ImportView view) {
        Map<String, Object> body() {
            return Map.of(
                    "import", importPath,
                    "state", view.state(),
                    "accepted", view.accepted(),
                    "merged", view.merged(),
                    "rejected", view.rejected());
        }
    }

    @POST
    @RolesAllowed(Scopes.RECIPIENTS_WRITE)
    @Consumes({NDJSON, CSV})
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "importRecipients",
            summary = "Upload a list of affected people as NDJSON or CSV, streamed.",
            description =
                    "An upload is known by its name: one that is open answers 409, one that is complete is answered"
                            + " from its result without being read, one that broke off is read anew and its rows are matched by"
                            + " ref. A row that cannot be used is rejected by number, and the others are taken. Row numbers are"
                            + " line numbers in NDJSON and a spreadsheet's row numbers in CSV, where the header is row 1.")
    @RequestBody(
            content = {
                @Content(
                        mediaType = NDJSON,
                        schema = @Schema(implementation = RecipientForm.class),
                        examples = @ExampleObject(name = "lines", value = Examples.LINES)),
                @Content(
                        mediaType = CSV,
                        schema = @Schema(implementation = String.class),
                        examples = @ExampleObject(name = "sheet", value = Examples.SHEET))
            })
    @APIResponse(
            responseCode = "202",
            description = "Read to its end",
            content = @Content(examples = @ExampleObject(name = "read", value = Examples.TAKEN)))
    public Response importRecipients(
            @PathParam("id") String text,
            @Parameter(description = "Name of the list; without it the Idempotency-Key is its name")
                    @QueryParam("name")
                    @Nullable
                    String name,
            @Context HttpHeaders headers,
            @Context RoutingContext routing,
            InputStream body) {
        InputStream limited = uploads.within(routing, body);
        UUID incident = IncidentResource.visible(identity, text);
        Caller caller = Caller.of(identity);
        String known = name(name, headers);
        Uploads.Format format = csv(headers) ? Uploads.Format.CSV : Uploads.Format.NDJSON;
        Uploads.Taken taken = uploads.take(caller, incident, known, format, limited);
        return answer(taken.view(), taken.replayed());
    }

    private static Response answer(ImportView view, boolean replayed) {
        Response.ResponseBuilder response = Response.accepted(new Done(ImportView.path(view.id()), view).body())
                .header("Location", ImportView.path(view.id()));
        return (replayed ? response.header("Idempotency-Replayed", "true") : response).build();
    }

    private String name(@Nullable String name, HttpHeaders headers) {
        List<String> sent = headers.getRequestHeader("Idempotency-Key");
        List<String> keys = sent == null ? List.of() : sent;
        if (name == null) {
            // It may say anything, and names are shown and kept.
            byte[] key = Idempotency.key(keys).getBytes(StandardCharsets.UTF_8);
            return "key:" + HexFormat.of().formatHex(vault.index("import", key));
        }
        if (!Uploads.isName(name)) {
            throw Problem.parameter(
                    "name", "A name has 1 to 100 letters, digits, blanks, dots, hyphens, underscores or brackets.");
        }
        if (!keys.isEmpty()) {
            Idempotency.key(keys);
        }
        return name;
    }

    /** Many clients name a charset that they do not mean; bytes that are no UTF-8 show in their rows. */
    private static boolean csv(HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        String charset = type == null ? null : type.getParameters().get("charset");
        if (type == null || charset != null && charset.toLowerCase(Locale.ROOT).startsWith("utf-16")) {
            throw unsupported();
        }
        return type.getSubtype().equalsIgnoreCase("csv");
    }

    private static Problem unsupported() {
        return Problem.of(
                415, "unsupported-media-type", "Send the list as application/x-ndjson or text/csv, in UTF-8.");
    }
}
