package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.Uploads;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code POST /console/incidents/{id}/recipients}: a list of people from a browser's form, read as it comes and nowhere held,
 * exactly as {@code POST /v1/incidents/{id}/recipients} reads one. The form's token and the name come before the file.
 */
@Path("/console/incidents/{id}/recipients")
@RolesAllowed(Session.ROLE)
public class UploadPage {
    private static final int LONGEST_FIELD = 400;
    private static final int LOOK = 64;
    private static final String AT_IMPORT = "/v1/imports/";

    private final Uploads uploads;
    private final Forms forms;
    private final SecurityIdentity identity;

    UploadPage(Uploads uploads, Forms forms, SecurityIdentity identity) {
        this.uploads = uploads;
        this.forms = forms;
        this.identity = identity;
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response take(
            @PathParam("id") String text,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request,
            @Context RoutingContext routing,
            InputStream body) {
        InputStream within = uploads.within(routing, body);
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.RECIPIENTS_WRITE);
        UUID incident = Ids.orNotFound(text);
        if (!forms.fromOurPage(headers, request)) {
            throw Forms.refused();
        }
        try {
            Multipart form = new Multipart(within, headers.getHeaderString(HttpHeaders.CONTENT_TYPE));
            return read(session, incident, form);
        } catch (IOException broken) {
            throw Problem.of(408, "request-timeout", "The upload broke off before the list began; send it again.");
        }
    }

    private Response read(Session session, UUID incident, Multipart form) throws IOException {
        if (!"csrf".equals(form.next()) || !session.allows(form.text(LONGEST_FIELD))) {
            throw Forms.refused();
        }
        String name = "name".equals(form.next()) ? form.text(LONGEST_FIELD).strip() : "";
        if (!Uploads.isName(name)) {
            throw Problem.invalid(List.of(new Problem.At("/name", "name")));
        }
        if (!"list".equals(form.next())) {
            throw Problem.invalid(List.of(new Problem.At("/list", "required")));
        }
        InputStream list = new BufferedInputStream(form.content());
        try {
            var taken = uploads.take(session.caller(), incident, name, format(list), list);
            return seen(taken.view().id() + (taken.replayed() ? "?unread=yes" : ""));
        } catch (Problem wrong) {
            String at = wrong.headers().getOrDefault("Location", "");
            if (at.startsWith(AT_IMPORT)) {
                // The page of the import says what is wrong with it.
                return seen(at.substring(AT_IMPORT.length()));
            }
            throw wrong;
        }
    }

    /** Browsers know nothing sure of a file's type: NDJSON begins with a brace, and no CSV header does. */
    private static Uploads.Format format(InputStream list) throws IOException {
        list.mark(LOOK);
        byte[] first = list.readNBytes(LOOK);
        list.reset();
        for (byte it : first) {
            boolean mark = it == (byte) 0xEF || it == (byte) 0xBB || it == (byte) 0xBF;
            if (!mark && !Character.isWhitespace(it)) {
                return it == '{' ? Uploads.Format.NDJSON : Uploads.Format.CSV;
            }
        }
        return Uploads.Format.CSV;
    }

    private static Response seen(String id) {
        return ConsolePages.seeOther("/console/imports/" + id).build();
    }
}
