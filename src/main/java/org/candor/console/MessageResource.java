package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.notice.ByHand;
import org.candor.notice.Preview;
import org.candor.notice.Previews;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code /console/notices/{id}/preview}: messages of a notice as it is kept. To sample people as often as one likes; as one
 * person of the list gets it, on record.
 */
@Path("/console/notices/{id}/preview")
@RolesAllowed(Session.ROLE)
public class MessageResource {
    private final ByHand byHand;
    private final Previews previews;
    private final ConsolePages pages;
    private final Forms forms;
    private final SecurityIdentity identity;

    MessageResource(ByHand byHand, Previews previews, ConsolePages pages, Forms forms, SecurityIdentity identity) {
        this.byHand = byHand;
        this.previews = previews;
        this.pages = pages;
        this.forms = forms;
        this.identity = identity;
    }

    /** What is chosen; empty for what is not. */
    private record Chosen(String channel, String language, String person) {
        static Chosen of(@Nullable String channel, @Nullable String language, @Nullable String person) {
            return new Chosen(
                    Objects.requireNonNullElse(channel, "email"),
                    Objects.requireNonNullElse(language, ""),
                    Objects.requireNonNullElse(person, "alex"));
        }

        Previews.Ask ask() {
            return Previews.Ask.of(channel, language.isEmpty() ? null : language, null, SamplePeople.name(person));
        }

        String query() {
            return "language=" + URLEncoder.encode(language, StandardCharsets.UTF_8) + "&person="
                    + URLEncoder.encode(person, StandardCharsets.UTF_8);
        }
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(
            @PathParam("id") String id,
            @QueryParam("channel") @Nullable String channel,
            @QueryParam("language") @Nullable String language,
            @QueryParam("person") @Nullable String person) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.NOTICES_READ)) {
            return pages.page(
                    session,
                    "Incidents",
                    "lacks",
                    Map.of("what", "see messages of a notice", "scopes", "the scope notices:read"));
        }
        Chosen chosen = Chosen.of(channel, language, person);
        UUID notice = Ids.orNotFound(id);
        return previews.of(session.caller(), notice, chosen.ask())
                .chain(it -> page(200, session, notice, chosen, Shown.of(it, ""), ""));
    }

    private Uni<Response> page(int status, Session session, UUID notice, Chosen chosen, Shown shown, String alert) {
        return byHand.read(session.caller(), notice).chain(it -> {
            List<String> tags = it.notice().content().keySet().stream().toList();
            Map<String, Object> values = new HashMap<>();
            values.put("notice", notice.toString());
            values.put("draft", it.notice().releasedAt() == null);
            values.put("tags", tags);
            values.put("language", chosen.language().isEmpty() ? it.notice().defaultLocale() : chosen.language());
            values.put("channel", chosen.channel());
            values.put("channels", Written.CHANNELS);
            values.put("people", SamplePeople.choices(chosen.person()));
            values.put("mayOpen", session.caller().may(Scopes.RECIPIENTS_READ));
            values.put("shown", shown);
            values.put(
                    "html", chosen.channel().equals("email") && !chosen.person().isEmpty() ? chosen.query() : "");
            values.put("alert", alert);
            return pages.page(status, session, "Incidents", "message-page", values);
        });
    }

    /** As one person of the list gets it. A form, since their reference stays out of addresses. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> showTo(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Form form = forms.posted(session, body, headers, request, "ref", "channel");
        if (!session.caller().may(Scopes.NOTICES_READ)) {
            throw Problem.of(403, "forbidden", "That needs the scope notices:read.");
        }
        UUID notice = Ids.orNotFound(id);
        Chosen chosen = new Chosen(form.get("channel"), "", "");
        Previews.Ask ask = Previews.Ask.of(form.get("channel"), null, null, null);
        return previews.ofReference(session.caller(), notice, ask, form.get("ref"))
                .map(it -> Shown.of(it, "As this one person of the list gets it. That you looked is on record."))
                .chain(it -> page(200, session, notice, chosen, it, ""))
                .onFailure(MessageResource::unknown)
                .recoverWithUni(() -> page(
                        404, session, notice, chosen, Shown.NOTHING, "Nobody in this incident has that reference."));
    }

    private static boolean unknown(Throwable fault) {
        return fault instanceof Problem it && it.status() == 404;
    }

    /** The HTML of an email, which no script runs in and nothing is loaded into: for the frame on that page. */
    @GET
    @Path("email")
    @Operation(hidden = true)
    public Uni<Response> email(
            @PathParam("id") String id,
            @QueryParam("language") @Nullable String language,
            @QueryParam("person") @Nullable String person) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.NOTICES_READ)) {
            throw Problem.of(403, "forbidden", "That needs the scope notices:read.");
        }
        Previews.Ask ask = Chosen.of("email", language, person).ask();
        return previews.of(session.caller(), Ids.orNotFound(id), ask).map(MessageResource::framed);
    }

    private static Response framed(Preview it) {
        return Response.ok(it.html(), MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; sandbox; form-action 'none'; base-uri 'none';"
                                + " frame-ancestors 'self'")
                .header("Content-Language", it.locale())
                .build();
    }
}
