package org.candor.notice;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.candor.delivery.Channel;
import org.candor.delivery.MailDomain;
import org.candor.incident.Entry;
import org.candor.incident.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What the release of a notice would set in motion: how many messages, where to, through which accounts, and until when at
 * the paces that are set. Counted from the people's shapes by the rules of the fan-out, so that it is what will be sent but
 * for addresses that are suppressed by then.
 *
 * @param people how many in all
 * @param places how many of them where; the region of most people first
 * @param ways one for each account
 * @param begins when the first message goes
 * @param deadline nothing is begun after it
 */
public record Plan(long people, List<Place> places, List<Way> ways, OffsetDateTime begins, OffsetDateTime deadline) {
    private static final UUID NOBODY = new UUID(0, 0);
    private static final byte[] ADDRESS = {};

    /**
     * The people of one region.
     *
     * @param region empty where none is known
     * @param texts with those that only go to people whom email fails
     */
    public record Place(String region, long people, long emails, long texts) {}

    /**
     * What goes through one account.
     *
     * @param messages that go out in any case
     * @param ifNeeded text messages for people whom email fails
     * @param withheld because of the channel or for want of consent
     * @param missing people without an address for it
     * @param ahead messages of other notices that wait in the same lane
     * @param open whether its gate is; a lane whose gate is closed sends nothing
     * @param perSecond its pace; null for none
     * @param ends when the last one goes at that pace; null without a pace
     */
    public record Way(
            Channel channel,
            String account,
            long messages,
            long ifNeeded,
            long withheld,
            long missing,
            long ahead,
            boolean open,
            @Nullable String closedFor,
            @Nullable Double perSecond,
            @Nullable OffsetDateTime ends) {}

    /** How an account stands. */
    record Account(
            Channel channel,
            String name,
            long ahead,
            boolean open,
            @Nullable String reason,
            @Nullable Double perSecond) {}

    /** The messages of one channel. */
    private static final class Sum {
        long messages;
        long ifNeeded;
        long withheld;
        long missing;
        /** How many text messages may go from when. */
        final Map<OffsetDateTime, Long> from = new TreeMap<>();
    }

    /**
     * @param rules as for the fan-out, with the hours of text messages counted from {@code begins}
     * @param afterEmail text messages only for people whom email fails
     */
    static Plan of(
            Map<Shape, Long> shapes,
            Rules rules,
            boolean afterEmail,
            List<Account> accounts,
            OffsetDateTime begins,
            OffsetDateTime deadline) {
        boolean emails = accounts.stream().anyMatch(it -> it.channel() == Channel.EMAIL);
        boolean texts = accounts.stream().anyMatch(it -> it.channel() == Channel.SMS);
        Sum email = new Sum();
        Sum text = new Sum();
        Map<String, Place> places = new HashMap<>();
        shapes.forEach((shape, n) -> {
            boolean mail = emails && add(email, rules, Channel.EMAIL, shape, n, false, begins);
            boolean ring = texts && add(text, rules, Channel.SMS, shape, n, mail && afterEmail, begins);
            Place more = new Place(region(shape), n, mail ? n : 0, ring ? n : 0);
            places.merge(more.region(), more, Plan::both);
        });
        List<Way> ways = new ArrayList<>();
        for (Account it : accounts) {
            ways.add(
                    switch (it.channel()) {
                        case EMAIL -> way(it, email, begins);
                        case SMS -> way(it, text, begins);
                        case SOCIAL -> way(it, post(rules, it), begins);
                    });
        }
        List<Place> sorted = places.values().stream()
                .sorted(Comparator.comparingLong(Place::people).reversed().thenComparing(Place::region))
                .toList();
        return new Plan(sorted.stream().mapToLong(Place::people).sum(), sorted, ways, begins, deadline);
    }

    private static String region(Shape it) {
        return Objects.requireNonNullElse(it.region(), "");
    }

    private static Place both(Place one, Place other) {
        return new Place(
                one.region(),
                one.people() + other.people(),
                one.emails() + other.emails(),
                one.texts() + other.texts());
    }

    /** True if these people get a message over this channel, or would once email fails. */
    private static boolean add(
            Sum sum, Rules rules, Channel channel, Shape shape, long n, boolean onlyIf, OffsetDateTime begins) {
        var rows = rules.rows(channel, List.of(standIn(shape)));
        if (rows.isEmpty()) {
            sum.missing += n;
            return false;
        }
        var row = rows.getFirst();
        if (row.suppressed() != null) {
            sum.withheld += n;
            return false;
        }
        if (onlyIf) {
            sum.ifNeeded += n;
        } else {
            sum.messages += n;
            sum.from.merge(Objects.requireNonNullElse(row.notBefore(), begins), n, Long::sum);
        }
        return true;
    }

    private static Entry standIn(Shape it) {
        return new Entry(
                NOBODY,
                it.email() ? ADDRESS : null,
                it.phone() ? ADDRESS : null,
                null,
                it.region(),
                it.eConsent(),
                MailDomain.NONE);
    }

    private static Sum post(Rules rules, Account it) {
        Sum sum = new Sum();
        boolean withheld = rules.post(it.name()).suppressed() != null;
        sum.messages = withheld ? 0 : 1;
        sum.withheld = withheld ? 1 : 0;
        return sum;
    }

    private static Way way(Account it, Sum sum, OffsetDateTime begins) {
        return new Way(
                it.channel(),
                it.name(),
                sum.messages,
                sum.ifNeeded,
                sum.withheld,
                sum.missing,
                it.ahead(),
                it.open(),
                it.reason(),
                it.perSecond(),
                it.perSecond() == null ? null : ends(sum, it.ahead(), it.perSecond(), begins));
    }

    /** The lane takes first what waits in it, then these as their hours come. */
    private static OffsetDateTime ends(Sum sum, long ahead, double perSecond, OffsetDateTime begins) {
        Function<Long, Duration> lasts = n -> Duration.ofMillis((long) Math.ceil(n * 1000 / perSecond));
        OffsetDateTime at = begins.plus(lasts.apply(ahead));
        if (sum.from.isEmpty()) {
            return at.plus(lasts.apply(sum.messages));
        }
        for (Map.Entry<OffsetDateTime, Long> it : sum.from.entrySet()) {
            at = (at.isBefore(it.getKey()) ? it.getKey() : at).plus(lasts.apply(it.getValue()));
        }
        return at;
    }
}
