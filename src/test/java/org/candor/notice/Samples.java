package org.candor.notice;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.candor.delivery.Channel;
import org.candor.incident.ExposedClass;
import org.candor.incident.Facts;
import org.candor.incident.Organisation;
import org.candor.letter.Content;

/** A notice and an incident as a caller would write them. */
final class Samples {
    private Samples() {}

    static Facts facts() {
        return new Facts(
                "IR-2026-014",
                "Customer portal credential exposure",
                new Organisation("Example Bank", "privacy@example.com", "+14155550100", "https://example.com", null),
                LocalDate.of(2026, 11, 2),
                LocalDate.of(2026, 11, 5),
                OffsetDateTime.parse("2026-11-07T09:30:00Z"),
                Set.of(ExposedClass.NAMES, ExposedClass.PASSWORDS),
                Set.of(),
                Set.of("US-NY"));
    }

    static Facts facts(Set<Channel> compromised) {
        Facts it = facts();
        return new Facts(
                it.reference(),
                it.title(),
                it.organisation(),
                it.occurredFrom(),
                it.occurredTo(),
                it.discoveredAt(),
                it.exposed(),
                compromised,
                it.emailNeedsConsentIn());
    }

    static Content content() {
        return new Content(
                "On 5 November someone copied part of our customer list.",
                "We closed the door they used.",
                "Change your password.",
                null,
                null,
                null,
                null);
    }

    static NoticeBody body() {
        return new NoticeBody(
                null,
                "initial",
                null,
                List.of("email"),
                "all",
                "en",
                "08:00-21:00",
                Map.of("en", content()),
                new NoticeBody.Reset(true, 14),
                null,
                "2026-12-01T00:00:00Z",
                null,
                null,
                null,
                null);
    }

    static Spec spec() {
        return body().spec();
    }
}
