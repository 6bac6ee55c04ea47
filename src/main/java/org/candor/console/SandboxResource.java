package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.plumbing.Form;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code /console/sandbox}: the mails, text messages and posts that the sandbox captured, newest first; searching and clearing
 * them. In production there is no sandbox, and the page says so.
 *
 * <p>They say who somebody is, of all incidents: that needs {@code recipients:read}, and a key that is bound to none. To clear
 * them needs {@code channels:admin}, as whatever is done to providers.
 */
@Path("/console/sandbox")
@RolesAllowed(Session.ROLE)
public class SandboxResource {
    static final String TAB = "Sandbox";
    static final String HERE = "/console/sandbox";
    private static final int PAGE = 50;
    private static final int LONGEST = 200;
    private static final Set<String> KINDS = Set.of("mail", "sms", "post");

    private final SandboxDoor sandbox;
    private final InstantSource clock;
    private final Forms forms;
    private final ConsolePages pages;
    private final SecurityIdentity identity;

    SandboxResource(
            SandboxDoor sandbox, InstantSource clock, Forms forms, ConsolePages pages, SecurityIdentity identity) {
        this.sandbox = sandbox;
        this.clock = clock;
        this.forms = forms;
        this.pages = pages;
        this.identity = identity;
    }

    static boolean mayRead(Caller caller) {
        return caller.may(Scopes.RECIPIENTS_READ) && !caller.bound();
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(
            @QueryParam("kind") @DefaultValue("") String kind,
            @QueryParam("q") @DefaultValue("") String words,
            @QueryParam("before") @DefaultValue("0") long before) {
        Session session = Session.of(identity);
        if (!sandbox.isOpen()) {
            return pages.page(404, session, TAB, "sandbox-none", Map.of());
        }
        if (!mayRead(session.caller())) {
            return pages.page(session, TAB, "sandbox-closed", Map.of());
        }
        String wanted = KINDS.contains(kind) ? kind : "";
        String sought = words.length() > LONGEST ? words.substring(0, LONGEST) : words.strip();
        return sandbox.page(wanted, sought, before, PAGE)
                .chain(page -> pages.page(session, TAB, "sandbox", values(session, page, wanted, sought, before)));
    }

    private Map<String, Object> values(Session session, Captured.Page page, String kind, String words, long before) {
        List<CapturedLine> lines =
                page.messages().stream().map(CapturedLine::of).toList();
        Map<String, Object> values = new HashMap<>();
        values.put("page", page);
        values.put("lines", lines);
        values.put("kind", kind);
        values.put("words", words);
        values.put("encoded", URLEncoder.encode(words, StandardCharsets.UTF_8));
        values.put("before", before);
        values.put("older", page.more() ? lines.getLast().number() : 0L);
        values.put("asOf", Said.clock(Here.of(session, clock)));
        values.put("mayClear", session.caller().may(Scopes.CHANNELS_ADMIN) && page.all() > 0);
        values.put("fresh", 0);
        return values;
    }

    /** How many have come since the page was made; it stays as it is until somebody asks for them. */
    @GET
    @Path("live")
    @Operation(hidden = true)
    public Uni<Response> live(
            @QueryParam("seen") @DefaultValue("0") long seen, @QueryParam("kind") @DefaultValue("") String kind) {
        Session session = Session.of(identity);
        if (!mayRead(session.caller())) {
            throw Problem.notFound();
        }
        String wanted = KINDS.contains(kind) ? kind : "";
        return sandbox.page(wanted, "", 0, PAGE).map(page -> {
            // The newest of a kind decides; how many there are is counted up to a page's length.
            int fresh = (int)
                    page.messages().stream().filter(it -> it.number() > seen).count();
            return fresh == 0
                    ? ConsolePages.unmoved()
                    : pages.part(
                            session, "sandbox-new", Map.of("fresh", fresh, "page", seen(page, seen), "kind", wanted));
        });
    }

    private static Captured.Page seen(Captured.Page page, long last) {
        return new Captured.Page(last, page.kept(), page.bytes(), List.of(), page.more());
    }

    @GET
    @Path("clear")
    @Operation(hidden = true)
    public Uni<Response> askToClear() {
        Session session = mayClear();
        return sandbox.page("", "", 0, 1).chain(page -> {
            Confirm ask = new Confirm(
                    "Clear the sandbox",
                    page.all() + " captured messages will be forgotten. No delivery, no count and no ledger changes.",
                    HERE + "/clear",
                    HERE,
                    "Forget them");
            Map<String, String> upTo = Map.of("up-to", Long.toString(page.last()));
            return pages.page(session, TAB, "confirm", Map.of("ask", ask.with(upTo)));
        });
    }

    /** What came in after the question stays. */
    @POST
    @Path("clear")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> clear(byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Form form = forms.posted(mayClear(), body, headers, request, "up-to");
        String upTo = form.get("up-to");
        if (!upTo.matches("\\d{1,18}")) {
            throw Problem.invalid(List.of(new Problem.At("/up-to", "format")));
        }
        return sandbox.clear(Long.parseLong(upTo))
                .map(_ -> ConsolePages.seeOther(HERE).build());
    }

    private Session mayClear() {
        Session session = Session.of(identity);
        if (!mayRead(session.caller()) || !session.caller().may(Scopes.CHANNELS_ADMIN)) {
            throw Problem.of(
                    403,
                    "forbidden",
                    "To clear the sandbox needs the scopes recipients:read and channels:admin, and a key that is bound to"
                            + " no incident.");
        }
        return session;
    }
}
