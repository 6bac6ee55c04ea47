package org.candor.courier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.delivery.Counted;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;

/**
 * Posts statuses at a Mastodon instance.
 *
 * <p>The delivery's id is the {@code Idempotency-Key}: the instance keeps it for an hour and answers a repeat with the first
 * status. It writes the key down after the status, so a repeat that comes too soon would post again; and a repeat may be
 * answered 500 although the status is there.
 *
 * <p>A post in doubt is looked for so:
 *
 * <ol>
 *   <li>Not within the first minute: by then the key is written, if there is anything to write it for.
 *   <li>The account's own statuses are read ({@link MastodonTimeline}). What is there was taken. An instance that fails
 *       between the status and its key never writes the key, so that a repeat would post again: it is never made before the
 *       statuses were read.
 *   <li>What is not there is posted by the same request, where nobody stopped the sending: once for each hand-off. Nothing
 *       is kept of an earlier repeat, and another process may have made it, so it is made in the first five minutes only:
 *       looks are as far apart, and two of them do not fall into these.
 *   <li>A repeat that ends in doubt itself is looked for among the statuses again.
 * </ol>
 */
public final class MastodonCourier extends PublicCourier {
    /** Sources: the API's documentation of {@code POST /api/v1/statuses} and of its rate limits. */
    static final SocialCodes CODES = new SocialCodes();

    private static final Duration KEY_WRITTEN = Duration.ofMinutes(1);

    /** Not longer than what lies between two looks; far less than the hour that keys are kept for. */
    private static final Duration REPEATED = Duration.ofMinutes(5);

    private final PublicAccount account;
    private final Manners manners;
    private final URI statuses;

    /**
     * @param limit the longest post, in characters as the instance counts them
     */
    record Manners(PublicConfig.Visibility visibility, int limit) {}

    MastodonCourier(PublicAccount account, Manners manners, InstantSource clock) {
        super(account, clock);
        this.account = account;
        this.manners = manners;
        this.statuses = account.at("/api/v1/statuses");
    }

    @Override
    public String messageId(UUID delivery) {
        return delivery.toString();
    }

    @Override
    public int longest() {
        return manners.limit();
    }

    @Override
    Finding post(Handoff handoff) throws IOException {
        if (Counted.mastodon(handoff.letter().text()) > manners.limit()) {
            return new Finding(new Outcome.Refused(Duration.ZERO, Evidence.of("post-too-long")), null);
        }
        OneCall.Ended ended = call(asks(handoff));
        return switch (ended) {
            case OneCall.Answered answer -> judge(answer);
            case OneCall.Broken broken -> SocialCodes.broken(broken);
        };
    }

    private OneCall.Ask asks(Handoff handoff) throws IOException {
        ObjectNode body = ProviderJson.object();
        body.put("status", handoff.letter().text());
        body.put("visibility", manners.visibility().word());
        // It takes ISO 639 codes, not whole tags.
        body.put("language", handoff.letter().language().split("-")[0]);
        Map<String, String> headers = new TreeMap<>(account.bearer());
        headers.put("Idempotency-Key", messageId(handoff.delivery()));
        return new OneCall.Ask("POST", statuses, headers, ProviderJson.TYPE, ProviderJson.write(body));
    }

    private Finding judge(OneCall.Answered answer) {
        if (answer.status() != 200) {
            return CODES.judge(answer, "", now());
        }
        String id = ProviderJson.reference(ProviderJson.read(answer.body()), "id");
        return id.isEmpty() ? SocialCodes.unusable(answer) : SocialCodes.accepted(id, answer);
    }

    @Override
    News find(Handoff handoff, Instant begunAt, boolean mayRepeat) throws IOException {
        Duration age = Duration.between(begunAt, now());
        if (age.compareTo(KEY_WRITTEN) < 0) {
            return new News.Nothing(Evidence.of("too-early"));
        }
        News news = read(handoff, begunAt);
        boolean repeats = mayRepeat && age.compareTo(REPEATED) < 0;
        return repeats && news instanceof News.Absent absent ? again(handoff, begunAt, absent) : news;
    }

    private News again(Handoff handoff, Instant begunAt, News.Absent absent) throws IOException {
        OneCall.Ended ended = call(asks(handoff));
        return switch (ended) {
            case OneCall.Broken _ -> unlessAbsent(read(handoff, begunAt), Evidence.of("no-answer"));
            case OneCall.Answered answer -> {
                Outcome outcome = judge(answer).outcome();
                yield switch (outcome) {
                    case Outcome.Accepted it -> new News.Taken(it.reference(), evidence("found-by-key", answer));
                    case Outcome.Unknown it -> unlessAbsent(read(handoff, begunAt), it.evidence());
                    case Outcome.Refused _, Outcome.OptedOut _, Outcome.Failed _ -> absent;
                    case Outcome.Busy it -> new News.Nothing(it.evidence());
                    case Outcome.Indicted it -> new News.Nothing(it.evidence());
                };
            }
        };
    }

    /** A repeat that ended in doubt a moment ago may still show: that it does not yet concludes nothing. */
    private static News unlessAbsent(News news, Evidence repeat) {
        return news instanceof News.Absent ? new News.Nothing(repeat) : news;
    }

    private static Evidence evidence(String reason, OneCall.Answered answer) {
        return new Evidence(reason, Integer.toString(answer.status()), "");
    }

    private News read(Handoff handoff, Instant begunAt) throws IOException {
        return new MastodonTimeline(account, this::call).find(handoff.letter().text(), begunAt);
    }
}
