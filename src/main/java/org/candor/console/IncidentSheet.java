package org.candor.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.candor.access.Zone;
import org.candor.delivery.Channel;
import org.candor.incident.ExposedClass;
import org.candor.incident.IncidentForm;
import org.candor.incident.IncidentView;
import org.candor.plumbing.Form;
import org.jspecify.annotations.Nullable;

/** The facts of an incident as a form of HTML: its fields, what they hold, and what is sent back with them. */
final class IncidentSheet {
    private static final String EXPOSED = "exposed.";
    private static final String COMPROMISED = "compromised.";
    static final String REVISION = "revision";
    static final String EXACT = "discovered-at-exact";

    /** A box that can be ticked. */
    record Choice(String id, String label, boolean ticked) {}

    private IncidentSheet() {}

    private record Plain(String id, String label, String hint, String type, int most, boolean required) {}

    private static final List<Plain> FIELDS = List.of(
            new Plain("reference", "Reference", "Your own name for the incident, as in IR-2026-014", "text", 100, true),
            new Plain(
                    "title", "Title", "For you and your colleagues; affected people do not see it", "text", 200, true),
            new Plain("organisation-name", "Organisation", "As affected people know it", "text", 200, true),
            new Plain("organisation-email", "Its email address for questions", "", "email", 254, true),
            new Plain(
                    "organisation-phone",
                    "Its phone number",
                    "With the country, as in +1 415 555 0100",
                    "tel",
                    40,
                    false),
            new Plain("organisation-url", "Its page about privacy", "Begins with https://", "url", 2000, false),
            new Plain("organisation-postal", "Its postal address", "", "textarea", 500, false),
            new Plain("occurred-from", "First day of the breach", "", "date", 10, false),
            new Plain("occurred-to", "Last day of the breach", "", "date", 10, false),
            new Plain(
                    "discovered-at",
                    "Discovered at",
                    "Deadlines of the law often count from here",
                    "datetime-local",
                    30,
                    false),
            new Plain(
                    "email-needs-consent-in",
                    "Regions where email needs the person's consent",
                    "Codes with blanks between them, as in US-NY FR",
                    "textarea",
                    4000,
                    false));

    /** All names that the form may send, beside its token. */
    static String[] names() {
        return Stream.of(
                        FIELDS.stream().map(Plain::id),
                        Stream.of(ExposedClass.values()).map(it -> EXPOSED + it.word()),
                        Stream.of(Channel.values()).map(it -> COMPROMISED + it.word()),
                        Stream.of(REVISION, Times.ZONE, EXACT))
                .flatMap(it -> it)
                .toArray(String[]::new);
    }

    static Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        FIELDS.forEach(it -> labels.put(it.id(), it.label()));
        labels.put("exposed", "What was exposed");
        labels.put("compromised-channels", "Compromised channels");
        return labels;
    }

    static List<FormField> fields(Function<String, String> values, Function<String, String> wrong) {
        return FIELDS.stream()
                .map(it -> new FormField(
                        it.id(),
                        it.label(),
                        it.hint(),
                        it.type(),
                        values.apply(it.id()),
                        it.most(),
                        it.required(),
                        wrong.apply(it.id())))
                .toList();
    }

    static List<Choice> exposed(Function<String, String> values) {
        return Stream.of(ExposedClass.values())
                .map(it -> new Choice(
                        EXPOSED + it.word(),
                        IncidentFacts.title(IncidentFacts.say(it.word())),
                        !values.apply(EXPOSED + it.word()).isEmpty()))
                .toList();
    }

    static List<Choice> compromised(Function<String, String> values) {
        return Stream.of(Channel.values())
                .map(it -> new Choice(
                        COMPROMISED + it.word(),
                        IncidentFacts.title(ClockBar.ways(List.of(it.word()))),
                        !values.apply(COMPROMISED + it.word()).isEmpty()))
                .toList();
    }

    /** What an incident says in each field. */
    static Function<String, String> values(IncidentView it, Zone zone) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("reference", it.reference());
        values.put("title", it.title());
        values.put("organisation-name", it.organisation().name());
        values.put("organisation-email", it.organisation().email());
        values.put("organisation-phone", text(it.organisation().phone()));
        values.put("organisation-url", text(it.organisation().url()));
        values.put("organisation-postal", text(it.organisation().postal()));
        values.put(
                "occurred-from", it.occurred() == null ? "" : text(it.occurred().from()));
        values.put(
                "occurred-to", it.occurred() == null ? "" : text(it.occurred().to()));
        values.put("discovered-at", Times.typed(it.discoveredAt(), zone));
        values.put(EXACT, Times.exact(it.discoveredAt()));
        values.put("email-needs-consent-in", String.join(" ", it.emailNeedsConsentIn()));
        it.exposed().forEach(word -> values.put(EXPOSED + word, "on"));
        it.compromisedChannels().forEach(word -> values.put(COMPROMISED + word, "on"));
        return id -> values.getOrDefault(id, "");
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** What was sent, as the API takes it. */
    static IncidentForm read(Form form, Zone zone) {
        return new IncidentForm(
                form.get("reference"),
                form.get("title"),
                new IncidentForm.OrganisationForm(
                        form.get("organisation-name"),
                        form.get("organisation-email"),
                        orNull(form.get("organisation-phone")),
                        orNull(form.get("organisation-url")),
                        orNull(form.get("organisation-postal"))),
                new IncidentForm.OccurredForm(orNull(form.get("occurred-from")), orNull(form.get("occurred-to"))),
                orNull(Times.sent(form.get("discovered-at"), form.get(EXACT), zone)),
                ticked(form, EXPOSED, Stream.of(ExposedClass.values()).map(ExposedClass::word)),
                ticked(form, COMPROMISED, Stream.of(Channel.values()).map(Channel::word)),
                words(form.get("email-needs-consent-in")));
    }

    private static List<@Nullable String> ticked(Form form, String prefix, Stream<String> words) {
        List<@Nullable String> ticked = new ArrayList<>();
        words.filter(it -> !form.get(prefix + it).isEmpty()).forEach(ticked::add);
        return ticked;
    }

    private static List<@Nullable String> words(String text) {
        List<@Nullable String> words = new ArrayList<>();
        Stream.of(text.split("[\\s,;]+")).filter(it -> !it.isEmpty()).forEach(words::add);
        return words;
    }

    static @Nullable String orNull(String text) {
        return text.isBlank() ? null : text;
    }
}
