package org.candor.letter;

import static org.candor.incident.ExposedClass.BANK_ACCOUNTS;
import static org.candor.incident.ExposedClass.DRIVER_LICENCES;
import static org.candor.incident.ExposedClass.GOVERNMENT_IDS;
import static org.candor.incident.ExposedClass.HEALTH_RECORDS;
import static org.candor.incident.ExposedClass.PASSPORT_NUMBERS;
import static org.candor.incident.ExposedClass.PASSWORDS;
import static org.candor.incident.ExposedClass.PAYMENT_CARDS;
import static org.candor.incident.ExposedClass.SOCIAL_SECURITY_NUMBERS;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.candor.incident.ExposedClass;
import org.candor.incident.Organisation;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Words;
import org.jspecify.annotations.Nullable;

/** Gathers what the email templates show for one notice, one language and one set of exposed classes. */
final class Sheet {
    /**
     * Of these we say that they were not taken, if they were not: what people fear for first. The rest would be a list that
     * nobody reads.
     */
    private static final List<ExposedClass> FEARED =
            List.of(PASSWORDS, PAYMENT_CARDS, BANK_ACCOUNTS, GOVERNMENT_IDS, HEALTH_RECORDS);
    /** Whoever lost one of these would not believe that "the number of your identity card" is safe. */
    private static final Set<ExposedClass> PAPERS =
            EnumSet.of(GOVERNMENT_IDS, SOCIAL_SECURITY_NUMBERS, DRIVER_LICENCES, PASSPORT_NUMBERS);

    /** One way to ask; {@code href} is empty where there is nothing to click. */
    record Contact(String label, String text, String href) {}

    private final Templates templates;
    private final Brief brief;
    private final String locale;
    private final Content content;
    private final Words words;
    private final Set<ExposedClass> exposed;
    private final Map<String, String> names;

    Sheet(Templates templates, Brief brief, String locale, Set<ExposedClass> exposed) {
        this.templates = templates;
        this.brief = brief;
        this.locale = locale;
        this.content = Objects.requireNonNull(brief.contents().get(locale));
        this.words = templates.languages().orFirst(locale);
        this.exposed = exposed;
        this.names =
                Map.of("organisation", Prose.line(brief.facts().organisation().name()));
    }

    Layout layout(boolean named, boolean linked) {
        Map<String, Object> values = values(named, linked);
        return new Layout(
                subject(),
                Columns.wrap(templates.render("breach/email.txt", values)),
                templates.render("breach/email.html", values).strip(),
                locale);
    }

    private String subject() {
        String own = content.subject();
        return own != null
                ? Prose.line(own)
                : words.say("mail.subject." + brief.kind().word(), names);
    }

    private Map<String, Object> values(boolean named, boolean linked) {
        Map<String, Object> values = new HashMap<>();
        values.put("lang", locale);
        values.put("dir", words.direction());
        values.put("rtl", words.direction().equals("rtl") ? ";direction:rtl" : "");
        values.put("subject", subject());
        values.put("t", sentences());
        hello(values, named);
        values.put("lead", words.say("mail.lead." + brief.kind().word(), names));
        values.put("happened", Prose.of(content.whatHappened()));
        values.put("doing", Prose.of(content.whatWeAreDoing()));
        values.put("todo", Prose.of(content.whatYouCanDo()));
        Prose more = Prose.of(content.moreInformation());
        values.put("more", more.isEmpty() ? "" : more);
        values.put("when", String.join(" ", days(), found()).strip());
        values.put("yours", said(exposed.stream().sorted().toList()));
        values.put("not", said(FEARED.stream().filter(this::untouched).toList()));
        values.put("link", linked ? Layout.LINK : "");
        values.put("verify", Prose.line(brief.verifyUrl()));
        values.put("code", Layout.CODE);
        values.put("contact", contact());
        return values;
    }

    private Map<String, String> sentences() {
        Map<String, String> values = new HashMap<>(names);
        int days = brief.linkDays();
        values.put(
                "time",
                words.say(days == 1 ? "mail.time.day" : "mail.time.days", Map.of("days", String.valueOf(days))));
        return words.under("mail", values);
    }

    /** HTML sets the name apart, so that one written from right to left does not turn the words around it. */
    private void hello(Map<String, Object> values, boolean named) {
        String hello = named ? words.say("mail.hello.name", Map.of("name", Layout.NAME)) : words.get("mail.hello");
        int at = hello.indexOf(Layout.NAME);
        values.put("hello", hello);
        values.put("name", at < 0 ? "" : Layout.NAME);
        values.put("hello_before", at < 0 ? "" : hello.substring(0, at));
        values.put("hello_after", at < 0 ? "" : hello.substring(at + Layout.NAME.length()));
    }

    /** When it happened, as far as that is known. */
    private String days() {
        LocalDate first = brief.facts().occurredFrom();
        LocalDate last = brief.facts().occurredTo();
        LocalDate any = first != null ? first : last;
        if (any == null) {
            return "";
        }
        return first == null || last == null || first.equals(last)
                ? words.say("mail.happened.day", Map.of("from", words.day(any)))
                : words.say("mail.happened.days", Map.of("from", words.day(first), "to", words.day(last)));
    }

    private String found() {
        OffsetDateTime found = brief.facts().discoveredAt();
        return found == null ? "" : words.say("mail.happened.found", Map.of("found", words.day(found.toLocalDate())));
    }

    private boolean untouched(ExposedClass feared) {
        boolean papers = PAPERS.contains(feared);
        return papers ? exposed.stream().noneMatch(PAPERS::contains) : !exposed.contains(feared);
    }

    private List<String> said(List<ExposedClass> classes) {
        return classes.stream().map(it -> words.get("exposed." + it.word())).toList();
    }

    private List<Contact> contact() {
        Organisation it = brief.facts().organisation();
        List<Contact> ways = new ArrayList<>();
        add(ways, "email", it.email(), "mailto:");
        add(ways, "phone", it.phone(), "tel:");
        add(ways, "url", it.url(), "");
        if (it.postal() != null) {
            ways.add(new Contact(words.get("mail.contact.postal"), Prose.line(it.postal()), ""));
        }
        return ways;
    }

    private void add(List<Contact> ways, String kind, @Nullable String value, String scheme) {
        if (value != null && !value.isBlank()) {
            ways.add(new Contact(words.get("mail.contact." + kind), Prose.line(value), scheme + Prose.line(value)));
        }
    }
}
