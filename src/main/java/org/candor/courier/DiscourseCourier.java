package org.candor.courier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.candor.delivery.Counted;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;

/**
 * Opens topics at a Discourse forum.
 *
 * <p>The delivery's id is the topic's {@code external_id}, which a forum keeps unique: so a post in doubt is looked for by
 * it. A topic that waits for a moderator has no external_id yet and gets none later, so that one which is not found is not
 * there for certain. A forum that refuses a topic as already there is asked at once whether it is
 * ours; its words for that depend on its language, so it is asked after every refusal of the content.
 */
public final class DiscourseCourier extends PublicCourier {
    /** The longest text a forum takes, as it is sent: what it is set to by itself. */
    private static final int LONGEST = 32_000;

    /** Sources: the forum's API documentation and the shape of its errors. */
    static final SocialCodes CODES = new SocialCodes(
            new SocialCodes.Row("400 403 404 422", "rate_limit", "rate-limited", SocialCodes.Meaning.LIMITED),
            new SocialCodes.Row(
                    "400 403 404", "not_logged_in invalid_access", "not-permitted", SocialCodes.Meaning.ACCOUNT),
            new SocialCodes.Row("503", "read_only", "read-only", SocialCodes.Meaning.BUSY));

    private static final Pattern TOPIC = Pattern.compile("/t/(?:[^/]+/)?(\\d{1,18})(?:\\.json)?(?:[?/].*)?");

    private final PublicAccount account;
    private final Author author;

    /**
     * @param username the user that posts
     * @param category the number of the category that topics go to
     */
    record Author(String username, int category) {}

    DiscourseCourier(PublicAccount account, Author author, InstantSource clock) {
        super(account, clock);
        this.account = account;
        this.author = author;
    }

    @Override
    public String messageId(UUID delivery) {
        return delivery.toString();
    }

    @Override
    Finding post(Handoff handoff) throws IOException {
        if (Counted.discourse(handoff.letter().text()) > LONGEST) {
            return new Finding(new Outcome.Refused(Duration.ZERO, Evidence.of("post-too-long")), null);
        }
        OneCall.Ended ended = call(asks(handoff));
        return switch (ended) {
            case OneCall.Broken broken -> SocialCodes.broken(broken);
            case OneCall.Answered answer when answer.status() == 200 -> taken(answer);
            case OneCall.Answered answer -> refused(answer, handoff);
        };
    }

    private OneCall.Ask asks(Handoff handoff) throws IOException {
        ObjectNode body = ProviderJson.object();
        body.put("title", handoff.letter().subject());
        body.put("raw", Counted.literal(handoff.letter().text()));
        body.put("category", author.category());
        body.put("external_id", messageId(handoff.delivery()));
        return new OneCall.Ask(
                "POST", account.at("/posts.json"), headers(), ProviderJson.TYPE, ProviderJson.write(body));
    }

    private Map<String, String> headers() throws IOException {
        return Map.of(
                "Api-Key", account.secret().current(), "Api-Username", author.username(), "Accept", "application/json");
    }

    private static Finding taken(OneCall.Answered answer) {
        JsonNode body = ProviderJson.read(answer.body());
        String topic = ProviderJson.reference(body, "topic_id");
        if (!topic.isEmpty()) {
            return SocialCodes.accepted(topic, answer);
        }
        // A forum may hold topics until a moderator has seen them: it has ours, and shows it later.
        boolean held = body.path("action").asText().equals("enqueued")
                && body.path("success").asBoolean();
        String pending = ProviderJson.reference(body.path("pending_post"), "id");
        return held
                ? Finding.accepted("pending:" + pending, new Evidence("held-for-review", "200", ""))
                : SocialCodes.unusable(answer);
    }

    private Finding refused(OneCall.Answered answer, Handoff handoff) throws IOException {
        JsonNode body = ProviderJson.read(answer.body());
        Finding finding = CODES.judge(answer, body.path("error_type").asText(), now());
        if (answer.status() != 422 || !(finding.outcome() instanceof Outcome.Refused)) {
            return finding;
        }
        News news = byExternalId(handoff);
        return switch (news) {
            case News.Taken it -> Finding.accepted(it.reference(), new Evidence("already-taken", "422", ""));
            case News.Absent _ ->
                new Finding(new Outcome.Refused(Duration.ZERO, new Evidence(reason(body), "422", "")), null);
            case News.Arrived _,
                    News.CameBack _,
                    News.OptedOut _,
                    News.CameBackForNow _,
                    News.Indicted _,
                    News.Nothing _ -> Finding.unknown(new Evidence("refused-in-doubt", "422", ""));
        };
    }

    /** A word for what an English forum says most; nothing of its text is kept. */
    private static String reason(JsonNode body) {
        String said = body.path("errors").toString().toLowerCase(Locale.ROOT);
        if (said.contains("title has already been used")) {
            return "title-used";
        }
        if (said.contains("similar")) {
            return "too-similar";
        }
        return said.contains("external") && said.contains("already been taken") ? "external-id-taken" : "post-refused";
    }

    @Override
    News find(Handoff handoff, Instant begunAt, boolean mayRepeat) throws IOException {
        return byExternalId(handoff);
    }

    /** A forum answers with a redirect to the topic: its address names the number, and nobody goes there. */
    private News byExternalId(Handoff handoff) throws IOException {
        String path = "/t/external_id/" + messageId(handoff.delivery()) + ".json";
        OneCall.Ended ended = call(OneCall.Ask.get(account.at(path), headers()));
        return switch (ended) {
            case OneCall.Broken _ -> new News.Nothing(Evidence.of("no-answer"));
            case OneCall.Answered it
            when it.status() == 404 -> new News.Absent(false, Evidence.of("external-id-unknown"));
            case OneCall.Answered it -> {
                String topic = topic(it);
                yield topic.isEmpty()
                        ? new News.Nothing(new Evidence("topic-unreadable", Integer.toString(it.status()), ""))
                        : new News.Taken(topic, Evidence.of("found-by-external-id"));
            }
        };
    }

    private static String topic(OneCall.Answered answer) {
        if (answer.status() == 200) {
            return ProviderJson.reference(ProviderJson.read(answer.body()), "id");
        }
        boolean redirect = answer.status() == 301 || answer.status() == 302;
        String location = redirect ? answer.headers().getOrDefault("location", "") : "";
        Matcher topic = TOPIC.matcher(location.replaceFirst("^https?://[^/]+", ""));
        return topic.matches() ? topic.group(1) : "";
    }
}
