package org.candor.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.incident.Facts;
import org.candor.incident.IncidentForm;
import org.candor.incident.Incidents;
import org.candor.incident.NewRecipient;
import org.candor.incident.RecipientForm;
import org.candor.incident.Recipients;
import org.candor.letter.Letters;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/** Reads what a caller wrote into a new or edited notice; everything that is wrong with it is told at once. */
@ApplicationScoped
class Drafts {
    private final Incidents incidents;
    private final Recipients recipients;
    private final Letters letters;
    private final PublicWords publicWords;
    private final Steps steps;
    private final InstantSource clock;

    Drafts(
            Incidents incidents,
            Recipients recipients,
            Letters letters,
            PublicWords publicWords,
            Steps steps,
            InstantSource clock) {
        this.incidents = incidents;
        this.recipients = recipients;
        this.letters = letters;
        this.publicWords = publicWords;
        this.steps = steps;
        this.clock = clock;
    }

    /**
     * A call that makes a notice, checked.
     *
     * @param incident the incident it is about; null in the inline form
     * @param facts the incident to make, in the inline form
     */
    private record Order(
            Spec spec,
            boolean release,
            @Nullable UUID incident,
            @Nullable Facts facts,
            List<NewRecipient> people) {}

    /** Makes a notice from a request's body, in the inline form with its incident and recipients. */
    Uni<Notice> create(SqlConnection tx, Caller caller, byte[] body) {
        Order order = order(body);
        allow(caller, order);
        return incident(tx, caller, order)
                .chain(incident -> steps.create(tx, caller, incident, order.spec(), order.release()));
    }

    private Order order(byte[] json) {
        NoticeBody body = StrictJson.read(json, NoticeBody.class);
        Violations wrong = new Violations();
        body.check(wrong, clock.instant(), letters::speaks);
        JsonNode about = body.about();
        UUID incident = about != null && about.isTextual() ? Ids.parse(about.textValue()) : null;
        Facts facts = null;
        List<NewRecipient> people = List.of();
        if (about != null && about.isObject()) {
            facts = within("/incident", () -> StrictJson.bind(about, IncidentForm.class))
                    .check(wrong, "/incident");
            people = given(body.recipients()) ? Recipients.check(forms(body), wrong, "/recipients") : List.of();
        } else {
            wrong.addIf(incident == null, "/incident", given(about) ? "invalid" : "required");
            wrong.addIf(given(body.recipients()), "/recipients", "not-allowed");
        }
        wrong.orThrow();
        return new Order(body.spec(), Boolean.TRUE.equals(body.release()), incident, facts, people);
    }

    private static boolean given(@Nullable JsonNode field) {
        return field != null && !field.isNull();
    }

    private static List<@Nullable RecipientForm> forms(NoticeBody body) {
        JsonNode list = Objects.requireNonNull(body.recipients());
        if (!list.isArray()) {
            throw Problem.invalid(List.of(new Problem.At("/recipients", "type")));
        }
        List<@Nullable RecipientForm> forms = new ArrayList<>();
        for (int i = 0; i < list.size() && i <= Recipients.MOST_INLINE; i++) {
            JsonNode row = list.get(i);
            forms.add(
                    row.isNull() ? null : within("/recipients/" + i, () -> StrictJson.bind(row, RecipientForm.class)));
        }
        return forms;
    }

    /** Problems of a part of the body, at their place in the whole. */
    private static <T> T within(String pointer, Supplier<T> read) {
        try {
            return read.get();
        } catch (Problem e) {
            throw Problem.invalid(
                    e.slug(),
                    e.errors().stream()
                            .map(it -> new Problem.At(pointer + it.pointer(), it.code()))
                            .toList());
        }
    }

    private static void allow(Caller caller, Order order) {
        boolean inline = order.facts() != null;
        if (inline && caller.bound()) {
            // It would not see the incident it makes.
            throw Problem.of(403, "forbidden", "A key that is bound to incidents cannot make another one.");
        }
        if (order.release() && !caller.may(Scopes.NOTICES_RELEASE)
                || inline && !caller.may(Scopes.INCIDENTS_WRITE)
                || inline && !order.people().isEmpty() && !caller.may(Scopes.RECIPIENTS_WRITE)) {
            throw Problem.of(
                    403,
                    "forbidden",
                    "The key may not do all that this call asks for: release needs notices:release, an incident in the"
                            + " call incidents:write, recipients in it recipients:write.");
        }
    }

    private Uni<UUID> incident(SqlConnection tx, Caller caller, Order order) {
        UUID known = order.incident();
        if (known != null) {
            caller.mayTouch(known);
            return incidents
                    .facts(tx, known)
                    .invoke(facts -> read(order.spec(), facts))
                    .replaceWith(known);
        }
        read(order.spec(), Objects.requireNonNull(order.facts()));
        return incidents
                .create(tx, Objects.requireNonNull(order.facts()), caller.owner())
                .call(made -> order.people().isEmpty()
                        ? Uni.createFrom().voidItem()
                        : recipients.add(tx, made, order.people()));
    }

    /** What may be said in public depends on the organisation. */
    private void read(Spec spec, Facts facts) {
        Violations wrong = new Violations();
        publicWords.check(spec, facts, wrong);
        wrong.orThrow();
    }

    /**
     * What a notice becomes by a merge patch (RFC 7396): fields that are sent replace, null removes, the rest stays. The
     * whole is checked like a new notice; incident, recipients and release are not part of it.
     */
    Spec patched(Notice notice, Facts facts, byte[] patch) {
        if (!(StrictJson.tree(patch) instanceof ObjectNode changes)) {
            throw Problem.invalid(List.of(new Problem.At("", "type")));
        }
        Violations wrong = new Violations();
        for (String fixed : List.of("incident", "recipients", "release")) {
            wrong.addIf(changes.has(fixed), "/" + fixed, "not-changeable");
        }
        wrong.orThrow();
        ObjectNode whole = StrictJson.shared().valueToTree(notice.spec());
        merge(whole, changes);
        NoticeBody body = StrictJson.bind(whole, NoticeBody.class);
        body.check(wrong, clock.instant(), letters::speaks);
        wrong.orThrow();
        Spec spec = body.spec();
        read(spec, facts);
        return spec;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(change -> {
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(change.getKey());
            } else if (value.isObject() && target.get(change.getKey()) instanceof ObjectNode inner) {
                merge(inner, (ObjectNode) value);
            } else {
                target.set(change.getKey(), value);
            }
        });
    }
}
