package org.candor.console;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.candor.incident.IncidentView;
import org.jspecify.annotations.Nullable;

/**
 * The facts of an incident in words; empty for what is not known.
 *
 * @param exposed as in "names, email addresses and passwords"
 * @param compromised channels that the attacker may read, and that no notice uses
 */
record IncidentFacts(
        String id,
        String reference,
        String title,
        String organisation,
        String email,
        String phone,
        String url,
        String postal,
        String occurred,
        Said.At discovered,
        Said.At reported,
        String exposed,
        String compromised,
        String consent,
        String owner) {
    static IncidentFacts of(IncidentView it) {
        return new IncidentFacts(
                it.id().toString(),
                it.reference(),
                it.title(),
                it.organisation().name(),
                it.organisation().email(),
                text(it.organisation().phone()),
                text(it.organisation().url()),
                text(it.organisation().postal()),
                occurred(it.occurred()),
                Said.at(it.discoveredAt()),
                Said.at(it.createdAt()),
                classes(it.exposed()),
                ClockBar.ways(it.compromisedChannels()),
                String.join(", ", it.emailNeedsConsentIn()),
                it.owner());
    }

    /** A word of the vocabulary of exposed classes as people say it. */
    static String say(String word) {
        return switch (word) {
            case "ip-addresses" -> "IP addresses";
            case "government-ids" -> "government IDs";
            default -> word.replace('-', ' ');
        };
    }

    static String classes(Collection<String> words) {
        List<String> said = words.stream().map(IncidentFacts::say).toList();
        return said.size() < 2
                ? String.join("", said)
                : said.stream().limit(said.size() - 1).collect(Collectors.joining(", ")) + " and " + said.getLast();
    }

    /** The same, to begin a line with. */
    static String title(String said) {
        return said.isEmpty() ? said : said.substring(0, 1).toUpperCase(Locale.ROOT) + said.substring(1);
    }

    private static String occurred(IncidentView.@Nullable Occurred it) {
        if (it == null || it.from() == null) {
            return "";
        }
        return it.to() == null
                ? "since " + it.from()
                : it.to().equals(it.from()) ? it.from().toString() : it.from() + " to " + it.to();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
