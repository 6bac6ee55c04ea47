package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.candor.access.Session;
import org.candor.access.Sessions;
import org.candor.record.Record;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code POST /console/sign-out}: the session is over, here and in the browser. */
@Path("/console/sign-out")
@RolesAllowed(Session.ROLE)
public class SignOutResource {
    private final Sessions sessions;
    private final Record record;
    private final Forms forms;
    private final SecurityIdentity identity;

    SignOutResource(Sessions sessions, Record record, Forms forms, SecurityIdentity identity) {
        this.sessions = sessions;
        this.record = record;
        this.forms = forms;
        this.identity = identity;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> leave(byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        forms.posted(session, body, headers, request);
        var caller = session.caller();
        return sessions.end(session, record.noted(caller.owner(), "operator.signed-out", caller.key(), Map.of()))
                .map(gone -> ConsolePages.seeOther("/console/sign-in")
                        .header("Set-Cookie", gone)
                        .header("Clear-Site-Data", "\"cache\", \"cookies\", \"storage\"")
                        .build());
    }
}
