package org.candor.incident;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.candor.delivery.Channel;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/** An incident as a caller sends it, unchecked. */
public record IncidentForm(
        @Nullable String reference,
        @Nullable String title,
        @Nullable OrganisationForm organisation,
        @Nullable OccurredForm occurred,
        @Nullable String discoveredAt,
        @Nullable List<@Nullable String> exposed,
        @Nullable List<@Nullable String> compromisedChannels,
        @Nullable List<@Nullable String> emailNeedsConsentIn) {
    private static final int MOST_REGIONS = 500;

    public record OrganisationForm(
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String url,
            @Nullable String postal) {}

    public record OccurredForm(
            @Nullable String from, @Nullable String to) {}

    /**
     * The facts, if nothing is wrong with them.
     *
     * @param at the JSON pointer of this form in its request; empty for the whole body
     * @return null if and only if something was added to the violations
     */
    @JsonIgnore
    public @Nullable Facts check(Violations violations, String at) {
        Check check = new Check(violations, at);
        String checkedReference = check.required("/reference", reference, 100);
        String checkedTitle = check.required("/title", title, 200);
        Organisation checkedOrganisation = organisation(check);
        LocalDate from =
                occurred == null ? null : check.read("/occurred/from", occurred.from(), "date", IncidentForm::day);
        LocalDate to = occurred == null ? null : check.read("/occurred/to", occurred.to(), "date", IncidentForm::day);
        if (to != null && from == null && check.fine("/occurred/from")) {
            check.wrong("/occurred/from", "required");
        } else if (to != null && from != null && to.isBefore(from)) {
            check.wrong("/occurred/to", "before-from");
        }
        OffsetDateTime discovered = check.read("/discovered_at", discoveredAt, "time", IncidentForm::time);
        Set<ExposedClass> classes = check.each("/exposed", exposed, "unknown-class", ExposedClass::of);
        Set<Channel> channels =
                check.each("/compromised_channels", compromisedChannels, "unknown-channel", IncidentForm::channel);
        Set<String> regions = check.each("/email_needs_consent_in", emailNeedsConsentIn, "region", Regions::read);
        if (regions.size() > MOST_REGIONS) {
            check.wrong("/email_needs_consent_in", "too-long");
        }
        return check.any() || checkedReference == null || checkedTitle == null || checkedOrganisation == null
                ? null
                : new Facts(
                        checkedReference,
                        checkedTitle,
                        checkedOrganisation,
                        from,
                        to,
                        discovered,
                        ordered(classes, ExposedClass.class),
                        ordered(channels, Channel.class),
                        regions);
    }

    private @Nullable Organisation organisation(Check check) {
        if (organisation == null) {
            check.wrong("/organisation", "required");
            return null;
        }
        String name = check.required("/organisation/name", organisation.name(), 200);
        String email = check.required("/organisation/email", organisation.email(), 254);
        if (email != null && EmailRule.check(email) != null) {
            check.wrong("/organisation/email", EmailRule.CODE);
        }
        String phone = check.optional("/organisation/phone", organisation.phone(), 40);
        if (phone != null) {
            PhoneRule.Read read = PhoneRule.read(phone);
            phone = read.number();
            if (read.code() != null) {
                check.wrong("/organisation/phone", read.code());
            }
        }
        String url = check.optional("/organisation/url", organisation.url(), 2000);
        if (url != null && !WebAddress.isPublic(url)) {
            check.wrong("/organisation/url", "invalid-url");
        }
        String postal = check.lines("/organisation/postal", organisation.postal(), 500);
        return name == null || email == null ? null : new Organisation(name, email, phone, url, postal);
    }

    private static @Nullable LocalDate day(String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            return day.getYear() >= 1900 && day.getYear() <= 9999 ? day : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable OffsetDateTime time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            return time.getYear() >= 1900 && time.getYear() <= 9999 ? time : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Channel channel(String word) {
        for (Channel it : Channel.values()) {
            if (it.word().equals(word)) {
                return it;
            }
        }
        return null;
    }

    private static <T extends Enum<T>> Set<T> ordered(Set<T> some, Class<T> type) {
        EnumSet<T> ordered = EnumSet.noneOf(type);
        ordered.addAll(some);
        return ordered;
    }

    /** Rules for single fields that note what is wrong at the form's place in its request. */
    private static final class Check {
        private final Violations violations;
        private final String at;
        private final Set<String> wrong = new LinkedHashSet<>();

        Check(Violations violations, String at) {
            this.violations = violations;
            this.at = at;
        }

        boolean any() {
            return !wrong.isEmpty();
        }

        boolean fine(String pointer) {
            return !wrong.contains(pointer);
        }

        void wrong(String pointer, String code) {
            wrong.add(pointer);
            violations.add(at + pointer, code);
        }

        @Nullable
        String required(String pointer, @Nullable String text, int longest) {
            if (text == null || text.isBlank()) {
                wrong(pointer, "required");
                return null;
            }
            return optional(pointer, text, longest);
        }

        @Nullable
        String optional(String pointer, @Nullable String text, int longest) {
            return checked(pointer, text, longest, "");
        }

        @Nullable
        String lines(String pointer, @Nullable String text, int longest) {
            return checked(pointer, text, longest, "\r\n");
        }

        private @Nullable String checked(String pointer, @Nullable String text, int longest, String allowed) {
            if (text == null || text.isBlank()) {
                return null;
            }
            if (text.codePointCount(0, text.length()) > longest) {
                wrong(pointer, "too-long");
            } else if (text.chars().anyMatch(c -> Character.isISOControl(c) && allowed.indexOf(c) < 0)) {
                wrong(pointer, "control-character");
            }
            return text.strip();
        }

        <T> @Nullable T read(String pointer, @Nullable String text, String code, Function<String, @Nullable T> reader) {
            if (text == null) {
                return null;
            }
            T value = reader.apply(text);
            if (value == null) {
                wrong(pointer, code);
            }
            return value;
        }

        <T> Set<T> each(
                String pointer,
                @Nullable List<@Nullable String> words,
                String code,
                Function<String, @Nullable T> reader) {
            Set<T> values = new LinkedHashSet<>();
            if (words == null) {
                return values;
            }
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                T value = word == null ? null : reader.apply(word);
                if (value == null) {
                    wrong(pointer + "/" + i, code);
                } else if (!values.add(value)) {
                    wrong(pointer + "/" + i, "duplicate");
                }
            }
            return values;
        }
    }
}
