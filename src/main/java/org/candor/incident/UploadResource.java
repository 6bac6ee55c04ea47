package org.candor.incident;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
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
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
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
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._ ()-]{0,99}");

    private final Vertx vertx;
    private final Imports imports;
    private final ImportReader reader;
    private final IncidentConfig config;
    private final Vault vault;
    private final SecurityIdentity identity;
    private final Semaphore places;

    UploadResource(
            Vertx vertx,
            Imports imports,
            ImportReader reader,
            IncidentConfig config,
            Vault vault,
            SecurityIdentity identity) {
        this.vertx = vertx;
        this.imports = imports;
        this.reader = reader;
        this.config = config;
        this.vault = vault;
        this.identity = identity;
        this.places = new Semaphore(config.importsAtOnce());
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
        Limited limited = new Limited(
                body, config.importBytes().asLongValue(), config.importSlowest().asLongValue(), System::nanoTime);
        routing.addEndHandler(answer -> {
            if (answer.succeeded() && !limited.ended()) {
                letGo(routing.request());
            }
        });
        UUID incident = IncidentResource.visible(identity, text);
        String owner = Caller.of(identity).owner();
        String known = name(name, headers);
        boolean csv = csv(headers);
        if (!places.tryAcquire()) {
            throw Problem.of(429, "rate-limited", "Too many uploads are being read; send this one again shortly.")
                    .with("Retry-After", "5");
        }
        try {
            Imports.Opened opened = imports.open(incident, known, owner)
                    // Given up is given back: nobody else would.
                    .ifNoItem()
                    .after(config.importWrite())
                    .fail()
                    .await()
                    .indefinitely();
            Upload upload = opened.upload();
            if (upload != null) {
                read(upload, () -> csv ? new CsvRows(limited) : new NdjsonRows(limited));
            }
            ImportView view = imports.view(opened.id()).await().atMost(config.importWrite());
            return answer(view, upload == null);
        } finally {
            places.release();
        }
    }

    /**
     * Lets the rest of an upload pass by that was answered before its end: a client that is still sending would else never
     * read the answer. For a while only.
     */
    private void letGo(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long timer = vertx.setTimer(
                config.importLate().toMillis(), it -> request.connection().close());
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.handler(part -> {});
        request.resume();
    }

    private void read(Upload upload, ImportReader.Source source) {
        try {
            reader.read(upload, source);
        } catch (IOException broken) {
            throw Problem.of(408, "request-timeout", "The upload broke off; send it again under the same name.")
                    .with("Location", ImportView.path(upload.id));
        }
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
        if (!NAME.matcher(name).matches()) {
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
