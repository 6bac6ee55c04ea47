package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.access.Zone;
import org.candor.keys.KeyDesk;
import org.candor.keys.KeyForm;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /console/keys/new}: a key for a person or a system, shown once. */
@Path("/console/keys/new")
@RolesAllowed(Session.ROLE)
public class NewKeyPage {
    private static final String SCOPE = "scope.";
    private static final Map<String, String> LABELS = labels();

    private final KeyDesk desk;
    private final Again again;
    private final Forms forms;
    private final ConsolePages pages;
    private final Needs needs;
    private final SecurityIdentity identity;

    NewKeyPage(KeyDesk desk, Again again, Forms forms, ConsolePages pages, Needs needs, SecurityIdentity identity) {
        this.desk = desk;
        this.again = again;
        this.forms = forms;
        this.pages = pages;
        this.needs = needs;
        this.identity = identity;
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("name", "Name");
        labels.put("owner", "Owner");
        labels.put("incidents", "Only for these incidents");
        labels.put("expires-at", "Ends at");
        labels.put("scopes", "What it may do");
        return labels;
    }

    private static String[] names() {
        return Stream.concat(
                        Stream.of("name", "owner", "incidents", "expires-at", Times.ZONE, Again.FIELD),
                        Scopes.ALL.stream().map(it -> SCOPE + it))
                .toArray(String[]::new);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> blank() {
        Session session = Session.of(identity);
        return session.caller().may(Scopes.KEYS_ADMIN)
                ? page(200, session, new Form(Map.of()), List.of(), null)
                : needs.page(session, KeysPage.TAB, "New key", Scopes.KEYS_ADMIN);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> make(byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.KEYS_ADMIN);
        Form form = forms.posted(session, body, headers, request, names());
        return Uni.createFrom()
                .deferred(() -> {
                    KeyForm wish = wish(form, Times.shown(form::get, session));
                    // What is wrong with the form is said before the key is asked for: a slip costs no guess.
                    desk.check(session.caller(), wish);
                    return again.wrong(session, form.get(Again.FIELD), request)
                            .chain(wrong -> wrong.isEmpty()
                                    ? desk.make(session.caller(), wish)
                                            .chain(made -> KeysPage.shown(pages, session, made))
                                    : page(422, session, form, List.of(new FormField.Wrong(Again.FIELD, wrong)), null));
                })
                .onFailure(it -> it instanceof Problem problem && problem.status() == 422)
                .recoverWithUni(it -> page(422, session, form, FormField.wrong((Problem) it, LABELS), (Problem) it));
    }

    private static KeyForm wish(Form form, Zone zone) {
        List<@Nullable String> scopes = new ArrayList<>();
        scopes().filter(it -> !form.get(SCOPE + it).isEmpty()).forEach(scopes::add);
        List<@Nullable UUID> incidents = new ArrayList<>();
        Stream.of(form.get("incidents").split("[\\s,;]+"))
                .filter(it -> !it.isEmpty())
                .forEach(it -> incidents.add(Ids.parse(it)));
        return new KeyForm(
                form.get("name"),
                IncidentSheet.orNull(form.get("owner").strip()),
                scopes,
                incidents,
                end(IncidentSheet.orNull(Times.sent(form.get("expires-at"), zone))),
                null);
    }

    private static @Nullable OffsetDateTime end(@Nullable String time) {
        try {
            return time == null ? null : OffsetDateTime.parse(time);
        } catch (DateTimeParseException e) {
            throw Problem.invalid(List.of(new Problem.At("/expires_at", "time")));
        }
    }

    private static Stream<String> scopes() {
        return Scopes.ALL.stream().sorted();
    }

    private Uni<Response> page(
            int status, Session session, Form form, List<FormField.Wrong> errors, @Nullable Problem wrong) {
        Map<String, Object> values = new HashMap<>();
        values.put("errors", errors);
        values.put("typedIn", Times.shown(form::get, session));
        values.put(
                "fields",
                List.of(
                        field(form, wrong, "name", "What it is for, as in: the ticket system", "text", 100, true),
                        field(
                                form,
                                wrong,
                                "owner",
                                "The person or system that answers for it: letters, digits, dots and hyphens. Two keys of one owner"
                                        + " are one person.",
                                "text",
                                64,
                                true),
                        field(
                                form,
                                wrong,
                                "expires-at",
                                "No later than the key that you are signed in with",
                                "datetime-local",
                                30,
                                session.caller().isIssued()),
                        field(
                                form,
                                wrong,
                                "incidents",
                                "Ids of incidents, with blanks between them; all if there are none",
                                "textarea",
                                4000,
                                false)));
        // A key gives no more than it has.
        values.put(
                "scopes",
                scopes().filter(session.caller()::may)
                        .map(it -> new IncidentSheet.Choice(
                                SCOPE + it, it, !form.get(SCOPE + it).isEmpty()))
                        .toList());
        values.put("scopesWrong", wrong == null ? "" : FormField.wrong(wrong, "scopes"));
        return pages.page(status, session, KeysPage.TAB, "key-new", values);
    }

    private static FormField field(
            Form form, @Nullable Problem wrong, String id, String hint, String type, int most, boolean required) {
        return new FormField(
                id,
                LABELS.getOrDefault(id, id),
                hint,
                type,
                form.get(id),
                most,
                required,
                wrong == null ? "" : FormField.wrong(wrong, id));
    }
}
