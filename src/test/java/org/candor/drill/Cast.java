package org.candor.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The people of the sample breach: five hundred in four languages, every third with a phone. Some have an address or a
 * number that tells the sandbox's servers what to do to them.
 */
final class Cast {
    static final int SIZE = 500;
    /** Every so many people one has a phone. */
    private static final int PHONES = 3;

    /** What happens to a mail, and how it must end: that is known beforehand because the sandbox does as it is told. */
    enum Fate {
        FINE("", "accepted", 0),
        /** The mailbox does not exist: 550 5.1.1. */
        BOUNCE("bounce", "failed", 10),
        /** The mailbox is shut: 550 5.2.1. */
        DISABLED("disabled", "failed", 5),
        /** Refused when all of it was read: 554 at the final dot. */
        REFUSED("dot-554-5.6.0", "failed", 3),
        /** Asks to slow down, once: 452 4.5.3. */
        BUSY("rcpt-452-4.5.3-once", "accepted", 10),
        /** The mailbox is full, once: 452 4.2.2. */
        FULL("full-once", "accepted", 4),
        /** The line drops, once, before the mail's text: it was surely not taken. */
        DROPPED_BEFORE_DOT("cut-before-dot-once", "accepted", 6),
        /** The mail is taken and the line drops before the yes: nobody on our side can know. */
        DROPPED_AFTER_DOT("cut-after-dot", "unknown", 7);

        final String word;
        final String end;
        final int people;

        Fate(String word, String end, int people) {
            this.word = word;
            this.end = end;
            this.people = people;
        }
    }

    /** What happens to a text message, and how it must end. */
    enum TextFate {
        FINE("", "delivered", 0, 1),
        /** Taken, the line drops before the answer, and the provider's receipt tells it after all. */
        DROPPED_AND_TOLD("+15005552%03d", "delivered", 1, 1),
        /** Taken, the line drops, and no receipt ever comes: it is found by looking it up. */
        DROPPED_AND_FOUND("+15005553%03d", "accepted", 1, 1),
        /** Told to slow down, once: 429. */
        BUSY("+15005554%03d", "delivered", 3, 1),
        /** Taken, and the phone is a landline: a receipt of 30006. */
        LANDLINE("+15005556%03d", "bounced", 3, 1),
        /** No such number: 21211. */
        NO_NUMBER("+15005550001", "failed", 1, 0),
        /** The person once answered STOP: 21610. */
        OPTED_OUT("+15005550004", "suppressed", 1, 0);

        final String number;
        final String end;
        final int people;
        final int taken;

        TextFate(String number, String end, int people, int taken) {
            this.number = number;
            this.end = end;
            this.people = people;
            this.taken = taken;
        }
    }

    /** The public accounts of the sandbox, and how their posts end. The second one's answer is lost once. */
    static final Map<String, String> ACCOUNTS =
            Map.of("mastodon:main", "accepted", "bluesky:main", "accepted", "discourse:main", "accepted");

    /**
     * One person as the incident tool's list has them.
     *
     * @param phone empty for none
     */
    record Person(
            String ref,
            String name,
            String email,
            String phone,
            String locale,
            String region,
            List<String> exposed,
            Fate fate,
            TextFate textFate) {
        String json() {
            String list = exposed.isEmpty() ? "" : ",\"exposed\":[\"" + String.join("\",\"", exposed) + "\"]";
            String number = phone.isEmpty() ? "" : ",\"phone\":\"" + phone + "\"";
            return "{\"ref\":\"%s\",\"name\":\"%s\",\"email\":\"%s\"%s,\"locale\":\"%s\",\"region\":\"%s\"%s}"
                    .formatted(ref, name, email, number, locale, region, list);
        }
    }

    private record Country(String locale, String region, String phones, List<String> first, List<String> last) {}

    private static final List<Country> COUNTRIES = List.of(
            new Country(
                    "en",
                    "US-CA",
                    "+1415555%04d",
                    List.of("Anna", "James", "Olivia", "Noah", "Ruth", "Samuel", "Grace", "Henry"),
                    List.of("Miller", "O'Brien", "Clarke", "Nguyen", "Walker", "Reed", "Hughes")),
            new Country(
                    "es",
                    "ES-MD",
                    "+3461234%04d",
                    List.of("Lucía", "José", "María", "Álvaro", "Carmen", "Íñigo", "Pilar", "Hugo"),
                    List.of("García", "Muñoz", "Ibáñez", "de la Fuente", "Ortega", "Ruiz", "Peña")),
            new Country(
                    "de",
                    "DE-BE",
                    "+49151234%05d",
                    List.of("Jürgen", "Sophie", "Käthe", "Max", "Greta", "Jonas", "Änne", "Emil"),
                    List.of("Müller", "Weiß", "Schröder", "von Berg", "Köhler", "Fuchs", "Lang")),
            new Country(
                    "fr",
                    "FR-75C",
                    "+3361234%04d",
                    List.of("Élise", "François", "Chloé", "Gaël", "Noémie", "Hélène", "Luc", "Zoé"),
                    List.of("Lefèvre", "Dubois", "Benoît", "L'Hermite", "Moreau", "Garnier", "Roux")));

    /** Most lost what the incident says; some less, some more. */
    private static final List<List<String>> EXPOSED = List.of(
            List.of(),
            List.of(),
            List.of("names", "email-addresses"),
            List.of("names", "email-addresses", "passwords", "phone-numbers"),
            List.of("names", "email-addresses", "passwords", "dates-of-birth"));

    private Cast() {}

    static List<Person> people() {
        List<Fate> fates = fates();
        List<TextFate> texts = texts();
        List<Person> all = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            all.add(person(i, fates.get(i), i % PHONES == 0 ? texts.get(i / PHONES) : null));
        }
        return List.copyOf(all);
    }

    /** Spread over the list, so that each language gets its share of trouble. */
    private static List<Fate> fates() {
        List<Fate> scripted = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            for (int i = 0; i < fate.people; i++) {
                scripted.add(fate);
            }
        }
        List<Fate> all = new ArrayList<>();
        int step = SIZE / scripted.size();
        for (int i = 0; i < SIZE; i++) {
            boolean troubled = i % step == step - 1 && i / step < scripted.size();
            all.add(troubled ? scripted.get(i / step) : Fate.FINE);
        }
        return all;
    }

    /** One for each phone, the scripted ones first and apart from each other. */
    private static List<TextFate> texts() {
        List<TextFate> scripted = new ArrayList<>();
        for (TextFate fate : TextFate.values()) {
            for (int i = 0; i < fate.people; i++) {
                scripted.add(fate);
            }
        }
        List<TextFate> all = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            boolean troubled = i % 5 == 2 && i / 5 < scripted.size();
            all.add(troubled ? scripted.get(i / 5) : TextFate.FINE);
        }
        return all;
    }

    private static Person person(int i, Fate fate, @Nullable TextFate text) {
        Country country = COUNTRIES.get(i % COUNTRIES.size());
        int turn = i / COUNTRIES.size();
        String name = country.first().get(turn % country.first().size()) + " "
                + country.last().get(turn % country.last().size());
        String local = fate.word.isEmpty() ? "person" : fate.word;
        return new Person(
                "customer-%04d".formatted(i + 1),
                name,
                local + "+%d@%s.example".formatted(i + 1, country.locale()),
                text == null ? "" : (text.number.isEmpty() ? country.phones() : text.number).formatted(100 + i),
                country.locale(),
                country.region(),
                EXPOSED.get(turn % EXPOSED.size()),
                fate,
                text == null ? TextFate.FINE : text);
    }
}
