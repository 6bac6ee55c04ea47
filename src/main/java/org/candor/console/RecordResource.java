package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.record.Chain;
import org.candor.record.Reading;
import org.candor.record.Reading.Deed;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /console/record}: what was done, by whom and why, the newest first; and whether the chain over it holds. */
@Path("/console/record")
@RolesAllowed(Session.ROLE)
public class RecordResource {
    private static final String TAB = "Record";
    private static final String PATH = "/console/record";

    /** Of one detail, in characters; the export of a notice has all of it. */
    private static final int LONGEST = 300;

    private final Reading reading;
    private final Chain chain;
    private final Cursors cursors;
    private final ConsolePages pages;
    private final InstantSource clock;
    private final SecurityIdentity identity;

    RecordResource(
            Reading reading,
            Chain chain,
            Cursors cursors,
            ConsolePages pages,
            InstantSource clock,
            SecurityIdentity identity) {
        this.reading = reading;
        this.chain = chain;
        this.cursors = cursors;
        this.pages = pages;
        this.clock = clock;
        this.identity = identity;
    }

    /**
     * @param no of the link; empty for a row that is no link yet
     * @param about a link to the subject's page; empty where there is none
     */
    record Line(String no, Said.At at, String actor, String action, String subject, String about, String detail) {
        static Line of(Deed it) {
            String subject = it.subject() == null ? "" : it.subject().toString();
            String noun = it.action().substring(0, it.action().indexOf('.'));
            String room = switch (noun) {
                case "notice" -> "/console/notices/";
                case "delivery" -> "/console/deliveries/";
                case "incident" -> "/console/incidents/";
                default -> "";
            };
            return new Line(
                    it.no() == null ? "" : it.no().toString(),
                    Said.toTheSecond(it.at()),
                    it.actor(),
                    it.action(),
                    subject,
                    subject.isEmpty() || room.isEmpty() ? "" : room + subject,
                    it.detail().entrySet().stream()
                            .filter(said -> !said.getValue().equals("null"))
                            .map(said -> said.getKey() + ": " + CapturedLine.cut(said.getValue(), LONGEST))
                            .collect(Collectors.joining("; ")));
        }
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(
            @Context UriInfo uri,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("action") @Nullable String action,
            @QueryParam("subject") @Nullable String subject) {
        Session session = Session.of(identity);
        Caller caller = session.caller();
        if (!caller.may(Scopes.DELIVERIES_READ)) {
            return needs(session);
        }
        caller.unbound();
        if (uri.getQueryParameters().values().stream()
                .anyMatch(it -> it.size() != 1 || it.getFirst().isBlank())) {
            return Uni.createFrom()
                    .item(ConsolePages.seeOther(address(given(actor, action, subject)))
                            .build());
        }
        UUID about = subject == null ? null : Ids.parse(subject.strip());
        if (subject != null && about == null) {
            throw Problem.parameter("subject", "What it is about is an id.");
        }
        Cursors.Window window = cursors.window(caller, uri);
        UUID after = window.after() == null ? null : UUID.fromString(window.after());
        return reading.page(new Reading.What(stripped(actor), stripped(action), about), after, window.limit() + 1)
                .chain(found -> chain.head().chain(head -> {
                    List<Deed> shown = found.subList(0, Math.min(found.size(), window.limit()));
                    Map<String, String> given = given(actor, action, subject);
                    if (found.size() > shown.size()) {
                        given.put(
                                "cursor",
                                cursors.cursor(caller, uri, shown.getLast().id().toString()));
                    }
                    Map<String, Object> values = new HashMap<>();
                    values.put("lines", shown.stream().map(Line::of).toList());
                    values.put("next", given.containsKey("cursor") ? address(given) : "");
                    values.put("later", after != null);
                    values.put("actor", text(actor));
                    values.put("action", text(action));
                    values.put("subject", text(subject));
                    values.put("filtered", actor != null || action != null || subject != null);
                    values.put("head", head);
                    return pages.page(session, TAB, "record", values);
                }));
    }

    /** Reads the whole chain, which takes a while where there is much. Changes nothing. */
    @GET
    @Path("verify")
    @Operation(hidden = true)
    public Uni<Response> verify() {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.DELIVERIES_READ)) {
            return needs(session);
        }
        session.caller().unbound();
        return chain.walk().chain(walk -> {
            Map<String, Object> values = new HashMap<>();
            values.put("holds", walk.broken() == null);
            values.put("broken", walk.broken() == null ? "" : walk.broken().toString());
            values.put("head", walk.head());
            values.put("at", Said.toTheSecond(clock.instant().atOffset(ZoneOffset.UTC)));
            return pages.page(session, TAB, "verified", values);
        });
    }

    private Uni<Response> needs(Session session) {
        return pages.page(session, TAB, "needs", Map.of("title", "Record", "scope", Scopes.DELIVERIES_READ));
    }

    private static Map<String, String> given(
            @Nullable String actor, @Nullable String action, @Nullable String subject) {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("actor", text(actor));
        given.put("action", text(action));
        given.put("subject", text(subject));
        given.values().removeIf(String::isBlank);
        return given;
    }

    private static String address(Map<String, String> given) {
        return given.isEmpty()
                ? PATH
                : PATH + "?"
                        + given.entrySet().stream()
                                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&"));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String stripped(@Nullable String text) {
        return text == null ? null : text.strip().replace("\0", "");
    }
}
