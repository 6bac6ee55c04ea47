package org.candor.incident;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
        Fields fields = new Fields(violations, at);
        String checkedReference = fields.required("/reference", reference, 100);
        String checkedTitle = fields.required("/title", title, 200);
        Organisation checkedOrganisation = organisation(fields);
        LocalDate from = occurred == null ? null : fields.read("/occurred/from", occurred.from(), "date", Fields::day);
        LocalDate to = occurred == null ? null : fields.read("/occurred/to", occurred.to(), "date", Fields::day);
        if (to != null && from == null && fields.fine("/occurred/from")) {
            fields.wrong("/occurred/from", "required");
        } else if (to != null && from != null && to.isBefore(from)) {
            fields.wrong("/occurred/to", "before-from");
        }
        OffsetDateTime discovered = fields.read("/discovered_at", discoveredAt, "time", Fields::time);
        Set<ExposedClass> classes = fields.each("/exposed", exposed, "unknown-class", ExposedClass::of);
        Set<Channel> channels =
                fields.each("/compromised_channels", compromisedChannels, "unknown-channel", IncidentForm::channel);
        Set<String> regions = fields.each("/email_needs_consent_in", emailNeedsConsentIn, "region", Regions::read);
        if (regions.size() > MOST_REGIONS) {
            fields.wrong("/email_needs_consent_in", "too-long");
        }
        return fields.any() || checkedReference == null || checkedTitle == null || checkedOrganisation == null
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

    private @Nullable Organisation organisation(Fields fields) {
        if (organisation == null) {
            fields.wrong("/organisation", "required");
            return null;
        }
        String name = fields.required("/organisation/name", organisation.name(), 200);
        String email = fields.required("/organisation/email", organisation.email(), 254);
        if (email != null && EmailRule.check(email) != null) {
            fields.wrong("/organisation/email", EmailRule.CODE);
        }
        String phone = fields.optional("/organisation/phone", organisation.phone(), 40);
        if (phone != null) {
            PhoneRule.Read read = PhoneRule.read(phone);
            phone = read.number();
            if (read.code() != null) {
                fields.wrong("/organisation/phone", read.code());
            }
        }
        String url = fields.optional("/organisation/url", organisation.url(), 2000);
        if (url != null && !WebAddress.isPublic(url)) {
            fields.wrong("/organisation/url", "invalid-url");
        }
        String postal = fields.lines("/organisation/postal", organisation.postal(), 500);
        return name == null || email == null ? null : new Organisation(name, email, phone, url, postal);
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

    /** The form that these facts came from; what is changed in it is checked again. */
    public static IncidentForm of(Facts facts) {
        Organisation it = facts.organisation();
        return new IncidentForm(
                facts.reference(),
                facts.title(),
                new OrganisationForm(it.name(), it.email(), it.phone(), it.url(), it.postal()),
                facts.occurredFrom() == null
                        ? null
                        : new OccurredForm(facts.occurredFrom().toString(), text(facts.occurredTo())),
                text(facts.discoveredAt()),
                words(facts.exposed().stream().map(ExposedClass::word)),
                words(facts.compromisedChannels().stream().map(Channel::word)),
                words(facts.emailNeedsConsentIn().stream()));
    }

    private static List<@Nullable String> words(Stream<String> words) {
        List<@Nullable String> list = new ArrayList<>();
        words.forEach(list::add);
        return list;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
