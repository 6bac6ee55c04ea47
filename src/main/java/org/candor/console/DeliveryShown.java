package org.candor.console;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.candor.progress.DeliveryView.Attempt;
import org.candor.progress.DeliveryView.Found;
import org.candor.progress.DeliveryView.Whole;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as its page shows it.
 *
 * @param next when it is tried again, and what may stand in the way, in a sentence; empty if nothing is to come
 * @param tries the newest first
 */
record DeliveryShown(
        String id,
        String notice,
        String channel,
        String account,
        String domain,
        String state,
        String stateWord,
        String reason,
        String next,
        boolean twice,
        boolean surely,
        boolean unknown,
        boolean again,
        boolean quarantined,
        Said.At deadline,
        Said.At changed,
        String messageId,
        StatePath path,
        List<Try> tries) {
    /** Something that became known later. */
    record News(Said.At at, String source, String text, String technical) {}

    /**
     * One hand-off.
     *
     * @param head what came of it, in words
     * @param technical what only somebody technical reads
     */
    record Try(
            int no,
            String head,
            String reason,
            Said.At begun,
            Said.At answered,
            String source,
            List<String> technical,
            List<News> news) {}

    static DeliveryShown of(Whole it, @Nullable String domain, OffsetDateTime now) {
        return new DeliveryShown(
                it.id().toString(),
                it.notice().toString(),
                it.channel(),
                it.account(),
                Objects.requireNonNullElse(domain, ""),
                it.state(),
                Meaning.ofState(it.state()),
                Meaning.ofReason(it.reason()),
                next(it, now),
                it.possibleDuplicate(),
                it.duplicateConfirmed(),
                it.state().equals("unknown"),
                it.state().equals("failed") || it.state().equals("expired"),
                it.quarantineUntil() != null,
                Said.at(it.deadline()),
                Said.toTheSecond(it.changedAt()),
                Objects.requireNonNullElse(it.messageId(), ""),
                StatePath.of(it),
                it.attempts().reversed().stream().map(DeliveryShown::tried).toList());
    }

    private static String next(Whole it, OffsetDateTime now) {
        if (it.nextTryAt() != null) {
            return it.nextTryAt().isAfter(now)
                    ? "Next try in " + Said.span(Duration.between(now, it.nextTryAt())) + "."
                    : "Its turn has come: it goes as soon as its gate and its account's limit let it.";
        }
        if (it.quarantineUntil() != null) {
            String rest = it.quarantineUntil().isAfter(now)
                    ? Said.span(Duration.between(now, it.quarantineUntil()))
                    : "a moment";
            return "Evidence of what became of it is looked for, for another " + rest
                    + "; then it is sent again or held for a person, as its notice says.";
        }
        return "";
    }

    private static Try tried(Attempt it) {
        String outcome = StatePath.word(it.outcome());
        String head = switch (it.phase()) {
            case "begun" -> "under way";
            case "lost" -> "the process that sent it was lost";
            default -> outcome;
        };
        return new Try(
                it.no(),
                head,
                Meaning.ofReason(it.reason()),
                Said.toTheSecond(it.begunAt()),
                it.answeredAt() == null ? Said.at(null) : Said.toTheSecond(it.answeredAt()),
                source(it.source()),
                technical(it),
                it.evidence().stream().map(DeliveryShown::news).toList());
    }

    private static List<String> technical(Attempt it) {
        return Stream.of(
                        "phase " + it.phase(),
                        said("outcome", it.outcome()),
                        said("reason", it.reason()),
                        said("code", it.code()),
                        said("enhanced code", it.enhanced()),
                        said("provider's reference", it.providerRef()),
                        "attempt " + it.id())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String said(String name, @Nullable String value) {
        return value == null || value.isEmpty() ? "" : name + " " + value;
    }

    private static News news(Found it) {
        String text = switch (it.news()) {
            case "taken" -> "it was taken";
            case "arrived" -> "it arrived";
            case "came-back" -> "it came back";
            case "came-back-for-now" -> "it came back, for now";
            case "opted-out" -> "the person asked not to get such messages";
            case "indicted" -> "refused, and not because of this message";
            case "absent" -> "the provider does not have it";
            case "nothing" -> "nothing was found";
            case "sent-again" -> "a person had it sent again";
            case "given-up" -> "a person gave it up";
            default -> it.news();
        };
        String why = it.reason() == null ? "" : ": " + Meaning.ofReason(it.reason());
        return new News(
                Said.toTheSecond(it.at()),
                source(it.source()),
                text + why,
                String.join(
                        " · ",
                        Stream.of(
                                        said("code", it.code()),
                                        said("enhanced code", it.enhanced()),
                                        said("reference", it.reference()))
                                .filter(line -> !line.isEmpty())
                                .toList()));
    }

    private static String source(@Nullable String source) {
        return switch (source) {
            case null -> "";
            case "response" -> "the provider's answer";
            case "receipt" -> "a receipt";
            case "lookup" -> "a look-up";
            case "operator" -> "an operator";
            default -> source;
        };
    }
}
