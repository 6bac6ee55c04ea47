package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.candor.access.Session;
import org.candor.access.Sessions;
import org.candor.access.Zone;
import org.candor.plumbing.Form;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /console/zone}: in which time zone an operator is shown times, and types them. */
@Path("/console/zone")
@RolesAllowed(Session.ROLE)
public class ZonePage {
    private static final String HERE = "/console/zone";
    private static final Pattern OURS =
            Pattern.compile("/console(/[A-Za-z0-9:_-]{1,64}){0,8}(\\?[A-Za-z0-9._~%=&+-]{0,1000})?");

    private final Sessions sessions;
    private final ConsolePages pages;
    private final Forms forms;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    ZonePage(Sessions sessions, ConsolePages pages, Forms forms, InstantSource clock, SecurityIdentity identity) {
        this.sessions = sessions;
        this.pages = pages;
        this.forms = forms;
        this.clock = clock;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@HeaderParam("Referer") @Nullable String from) {
        return page(200, Session.of(identity), back(from), "");
    }

    /** The page of ours that somebody came from; the console's first one if it is none. */
    private static String back(@Nullable String from) {
        try {
            URI uri = URI.create(Objects.requireNonNullElse(from, ""));
            return ours(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        } catch (IllegalArgumentException e) {
            return ours("");
        }
    }

    private static String ours(String path) {
        return OURS.matcher(path).matches() && !path.startsWith(HERE) ? path : "/console";
    }

    private Uni<Response> page(int status, Session session, String back, String wrong) {
        Map<String, Object> values = new HashMap<>();
        values.put("places", Zone.places());
        values.put("time", Said.clock(Here.of(session, clock)));
        values.put("back", back);
        values.put("wrong", wrong);
        return pages.page(status, session, "", "zone", values);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> choose(byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Form form = forms.posted(session, body, headers, request, "zone", "back");
        String back = ours(form.get("back"));
        Zone zone = Zone.named(form.get("zone"));
        return zone == null
                ? page(422, session, back, "Choose a zone from the list. Nothing was changed.")
                : sessions.choose(session, zone)
                        .map(_ -> ConsolePages.seeOther(back).build());
    }
}
