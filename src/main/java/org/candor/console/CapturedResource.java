package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.candor.access.Session;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * One captured message: a mail as its reader sees it, on a screen or a phone, its text, headers and source; a text message as
 * a bubble; a post as its network shows it.
 *
 * <p>A mail's HTML is hostile until shown otherwise: it is answered alone, with a policy that lets nothing run, load or lead
 * anywhere, and is seen through a frame that takes its origin from it.
 */
@Path("/console/sandbox")
@RolesAllowed(Session.ROLE)
public class CapturedResource {
    /** Where no policy of ours is kept by a browser, the frame's own {@code sandbox} still is. */
    private static final String HOSTILE =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
                    + " base-uri 'none'; object-src 'none'; frame-ancestors 'self'; sandbox";

    /** Shown of one text: what is longer can be taken as a file. */
    private static final int LONGEST = 60_000;

    /** How a mail can be looked at, in the order of the tabs. */
    private static final Map<String, String> VIEWS = views();

    private final SandboxDoor sandbox;
    private final Hosts hosts;
    private final ConsolePages pages;
    private final SecurityIdentity identity;

    CapturedResource(SandboxDoor sandbox, Hosts hosts, ConsolePages pages, SecurityIdentity identity) {
        this.sandbox = sandbox;
        this.hosts = hosts;
        this.pages = pages;
        this.identity = identity;
    }

    private static Map<String, String> views() {
        Map<String, String> views = new LinkedHashMap<>();
        views.put("screen", "Screen");
        views.put("phone", "Phone");
        views.put("dark", "Dark");
        views.put("text", "Text");
        views.put("headers", "Headers");
        views.put("source", "Source");
        return views;
    }

    @GET
    @Path("mails/{number}")
    @Operation(hidden = true)
    public Uni<Response> mail(
            @PathParam("number") long number, @QueryParam("view") @DefaultValue("screen") String asked) {
        Session session = reader();
        String view = VIEWS.containsKey(asked) ? asked : "screen";
        return mailOf(number).chain(one -> {
            Map<String, Object> values = new HashMap<>();
            values.put("line", CapturedLine.of(one.message()));
            values.put("mail", mail(one));
            values.put("view", view);
            values.put("views", VIEWS.entrySet());
            values.put("links", MailLink.in(mail(one), hosts.publicOrigin()));
            values.put("text", CapturedLine.cut(mail(one).text(), LONGEST));
            values.put("whole", mail(one).text().length() <= LONGEST);
            return source(view, number).chain(source -> {
                values.put("source", CapturedLine.cut(source, LONGEST));
                values.put("sourceWhole", source.length() <= LONGEST);
                return pages.page(session, SandboxResource.TAB, "sandbox-mail", values);
            });
        });
    }

    private Uni<String> source(String view, long number) {
        return view.equals("source")
                ? sandbox.source(number).map(it -> new String(it, StandardCharsets.UTF_8))
                : Uni.createFrom().item("");
    }

    /** For the frame alone. */
    @GET
    @Path("mails/{number}/html")
    @Operation(hidden = true)
    public Uni<Response> html(@PathParam("number") long number) {
        reader();
        return mailOf(number)
                .map(one -> Response.ok(inert(mail(one).html()))
                        .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                        .header("Content-Security-Policy", HOSTILE)
                        .build());
    }

    /**
     * Its links open nothing: they ask for a new window, which the frame does not let them have. One that asks for its own frame
     * gets no further than the page's {@code frame-src}.
     */
    static String inert(String html) {
        String base = "<base target=\"_blank\">";
        String first = html.replaceFirst("(?i)<head(\\s[^>]*)?>", "$0" + base);
        return first.equals(html) ? html + base : first;
    }

    @GET
    @Path("mails/{number}/source")
    @Operation(hidden = true)
    public Uni<Response> file(@PathParam("number") long number) {
        reader();
        return sandbox.source(number)
                .map(it -> Response.ok(it)
                        .type("message/rfc822")
                        .header("Content-Disposition", "attachment; filename=\"mail-" + number + ".eml\"")
                        .build());
    }

    @GET
    @Path("texts/{number}")
    @Operation(hidden = true)
    public Uni<Response> text(@PathParam("number") long number) {
        return alone(number, "sms");
    }

    @GET
    @Path("posts/{number}")
    @Operation(hidden = true)
    public Uni<Response> post(@PathParam("number") long number) {
        return alone(number, "post");
    }

    private Uni<Response> alone(long number, String kind) {
        Session session = reader();
        return sandbox.one(number).chain(one -> {
            if (!one.message().kind().equals(kind)) {
                throw Problem.notFound();
            }
            Map<String, Object> values = Map.of("line", CapturedLine.of(one.message()), "kind", kind);
            return pages.page(session, SandboxResource.TAB, "sandbox-one", values);
        });
    }

    private Uni<Captured.One> mailOf(long number) {
        return sandbox.one(number).invoke(one -> {
            if (one.mail() == null) {
                throw Problem.notFound();
            }
        });
    }

    private static Captured.Mail mail(Captured.One one) {
        return Objects.requireNonNull(one.mail());
    }

    private Session reader() {
        Session session = Session.of(identity);
        if (!sandbox.isOpen()) {
            throw Problem.of(404, "not-found", "There is no sandbox here.");
        }
        if (!SandboxResource.mayRead(session.caller())) {
            throw Problem.of(
                    403,
                    "forbidden",
                    "Captured messages need the scope recipients:read, and a key that is bound to no incident.");
        }
        return session;
    }
}
