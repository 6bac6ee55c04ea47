package org.candor.notice;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.candor.delivery.Channel;
import org.candor.incident.IncidentForm;
import org.candor.incident.RecipientForm;
import org.candor.letter.Content;
import org.candor.letter.Kind;
import org.candor.plumbing.Ids;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A notice as a caller writes it. Everything may be missing or wrong until {@link #check} has seen it; then
 * {@link #spec()} is the same with every default filled in.
 *
 * @param incident the id of an incident, or in the inline form the incident itself
 * @param recipients inline form only: the people, as in an import
 */
record NoticeBody(
        @Schema(
                description = "The id of an incident, or the incident itself",
                oneOf = {String.class, IncidentForm.class})
        @Nullable
        Object incident,

        @Nullable String kind,
        @Nullable String follows,
        @Nullable List<@Nullable String> channels,
        @Nullable String strategy,
        @Nullable String defaultLocale,
        @Nullable String smsHours,
        @Nullable Map<String, @Nullable Content> content,
        @Nullable Reset reset,
        @Nullable String notBefore,
        @Nullable String deadline,
        @Nullable OnUnknown onUnknown,
        @Nullable List<@Nullable String> accounts,
        @Nullable Boolean release,

        @Schema(
                description = "With an incident of its own only",
                implementation = RecipientForm[].class,
                maxItems = 1000)
        @Nullable
        JsonNode recipients) {
    record Reset(@Nullable Boolean offer, @Nullable Integer expiresDays) {}

    record OnUnknown(
            @Nullable String email,
            @Nullable String sms,
            @Nullable String social) {}

    private static final Set<String> STRATEGIES = Set.of("all", "first");
    private static final Set<String> POLICIES = Set.of("resend", "hold");
    private static final Pattern LOCALE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");
    private static final Pattern ACCOUNT = Pattern.compile("[a-z]{1,20}:[a-z0-9][a-z0-9._-]{0,39}");
    // RFC 3339, without the seconds of 60 that no clock of ours shows.
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final int MOST_LOCALES = 50;
    private static final int MOST_ACCOUNTS = 20;
    private static final int LONGEST_LIFE_DAYS = 30;
    static final int DEFAULT_LIFE_DAYS = 14;
    static final String DEFAULT_HOURS = "08:00-21:00";

    /** The incident as JSON, whichever of the two it is; null if it is not there. */
    @Nullable
    JsonNode about() {
        return incident == null ? null : StrictJson.shared().valueToTree(incident);
    }

    /**
     * Notes everything that is wrong with it but the incident and the recipients, which their own room looks at.
     *
     * @param speaks whether we have words of our own in a language
     */
    void check(Violations wrong, Instant now, Predicate<String> speaks) {
        checkKind(wrong);
        checkChannels(wrong);
        word(wrong, "/strategy", strategy, STRATEGIES);
        checkHours(wrong);
        checkContent(wrong, speaks);
        checkTimes(wrong, now);
        Integer days = reset == null ? null : reset.expiresDays();
        wrong.addIf(days != null && (days < 1 || days > LONGEST_LIFE_DAYS), "/reset/expires_days", "out-of-range");
        if (onUnknown != null) {
            word(wrong, "/on_unknown/email", onUnknown.email(), POLICIES);
            word(wrong, "/on_unknown/sms", onUnknown.sms(), POLICIES);
            word(wrong, "/on_unknown/social", onUnknown.social(), POLICIES);
        }
        checkAccounts(wrong);
    }

    private void checkKind(Violations wrong) {
        boolean known = Stream.of(Kind.values()).anyMatch(it -> it.word().equals(kind));
        if (!known) {
            wrong.add("/kind", kind == null ? "required" : "unknown-word");
            return;
        }
        boolean first = Kind.INITIAL.word().equals(kind);
        wrong.addIf(first && follows != null, "/follows", "not-allowed");
        wrong.addIf(!first && follows == null, "/follows", "required");
        wrong.addIf(!first && follows != null && Ids.parse(follows) == null, "/follows", "invalid");
    }

    private void checkChannels(Violations wrong) {
        if (channels == null || channels.isEmpty()) {
            wrong.add("/channels", "required");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < channels.size(); i++) {
            String channel = channels.get(i);
            if (channel == null) {
                wrong.add("/channels/" + i, "null");
            } else if (Stream.of(Channel.values()).noneMatch(it -> it.word().equals(channel))) {
                wrong.add("/channels/" + i, "unknown-word");
            } else if (!seen.add(channel)) {
                wrong.add("/channels/" + i, "duplicate");
            }
        }
    }

    private void checkHours(Violations wrong) {
        wrong.addIf(smsHours != null && TextHours.read(smsHours) == null, "/sms_hours", "invalid");
    }

    private void checkContent(Violations wrong, Predicate<String> speaks) {
        if (content == null || content.isEmpty()) {
            wrong.add("/content", "required");
            return;
        }
        wrong.addIf(content.size() > MOST_LOCALES, "/content", "too-many");
        content.forEach((locale, text) -> {
            String pointer = "/content/" + escaped(locale);
            if (!LOCALE.matcher(locale).matches()) {
                wrong.add(pointer, "locale");
            } else if (!speaks.test(locale)) {
                wrong.add(pointer, "locale-not-supported");
            }
            if (text == null) {
                wrong.add(pointer, "required");
            } else {
                text.check(wrong, pointer);
            }
        });
        if (defaultLocale == null) {
            wrong.add("/default_locale", "required");
        } else {
            wrong.addIf(!content.containsKey(defaultLocale), "/default_locale", "not-in-content");
        }
    }

    private void checkTimes(Violations wrong, Instant now) {
        OffsetDateTime start = time(wrong, "/not_before", notBefore);
        OffsetDateTime end = time(wrong, "/deadline", deadline);
        if (end != null) {
            wrong.addIf(!end.toInstant().isAfter(now), "/deadline", "past");
            wrong.addIf(start != null && !end.isAfter(start), "/deadline", "before-not-before");
        }
    }

    private void checkAccounts(Violations wrong) {
        if (accounts == null) {
            return;
        }
        wrong.addIf(accounts.size() > MOST_ACCOUNTS, "/accounts", "too-many");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < accounts.size(); i++) {
            String account = accounts.get(i);
            if (account == null || !ACCOUNT.matcher(account).matches()) {
                wrong.add("/accounts/" + i, account == null ? "null" : "invalid");
            } else {
                wrong.addIf(!seen.add(account), "/accounts/" + i, "duplicate");
            }
        }
    }

    /** What was written, complete; only after {@link #check} found nothing. */
    Spec spec() {
        boolean offer = reset != null && (reset.offer() == null || reset.offer());
        Integer days = reset == null ? null : reset.expiresDays();
        return new Spec(
                Objects.requireNonNull(kind),
                follows,
                present(channels),
                strategy == null ? "all" : strategy,
                Objects.requireNonNull(defaultLocale),
                smsHours == null ? DEFAULT_HOURS : smsHours,
                texts(),
                new Spec.Reset(offer, days == null ? DEFAULT_LIFE_DAYS : days),
                parsed(notBefore),
                parsed(deadline),
                new Spec.OnUnknown(
                        policy(onUnknown == null ? null : onUnknown.email(), "resend"),
                        policy(onUnknown == null ? null : onUnknown.sms(), "hold"),
                        policy(onUnknown == null ? null : onUnknown.social(), "hold")),
                present(accounts));
    }

    private Map<String, Content> texts() {
        Map<String, Content> texts = new TreeMap<>();
        Objects.requireNonNull(content).forEach((locale, text) -> texts.put(locale, Objects.requireNonNull(text)));
        return texts;
    }

    private static List<String> present(@Nullable List<@Nullable String> words) {
        return words == null
                ? List.of()
                : words.stream().map(Objects::requireNonNull).toList();
    }

    private static String policy(@Nullable String said, String otherwise) {
        return said == null ? otherwise : said;
    }

    private static void word(Violations wrong, String pointer, @Nullable String word, Set<String> words) {
        wrong.addIf(word != null && !words.contains(word), pointer, "unknown-word");
    }

    private static @Nullable OffsetDateTime time(Violations wrong, String pointer, @Nullable String text) {
        try {
            if (text == null || TIME.matcher(text).matches()) {
                return parsed(text);
            }
        } catch (DateTimeParseException e) {
            // Said below, like a text that has not even the shape of a time.
        }
        wrong.add(pointer, "invalid-time");
        return null;
    }

    private static @Nullable OffsetDateTime parsed(@Nullable String text) {
        return text == null ? null : OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
    }

    /** A key of the caller's own as part of a JSON pointer; one that is too long to be a locale is not echoed. */
    private static String escaped(String key) {
        return key.length() > 40 ? "*" : key.replace("~", "~0").replace("/", "~1");
    }
}
