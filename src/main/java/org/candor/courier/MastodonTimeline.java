package org.candor.courier;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a post among the latest statuses of our account. A status is ours if it is no older than the attempt and says
 * the same words with the same link; how it is set and spaced does not matter, since instances render a text as HTML each in
 * their own way. That the account says the same twice within that time, only a follow-up with unchanged words could do.
 */
final class MastodonTimeline {
    /** The most an instance gives at once. */
    private static final int PAGE = 40;

    /** An instance's clock may differ from the database's by so much. */
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    private static final Pattern ANCHOR =
            Pattern.compile("<a\\b[^>]*\\bhref=\"([^\"]*)\"[^>]*>(.*?)</a>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern SETTING = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private final PublicAccount account;
    private final Function<OneCall.Ask, OneCall.Ended> http;

    MastodonTimeline(PublicAccount account, Function<OneCall.Ask, OneCall.Ended> http) {
        this.account = account;
        this.http = http;
    }

    News find(String text, Instant begunAt) throws IOException {
        String self = ProviderJson.reference(read("/api/v1/accounts/verify_credentials"), "id");
        if (!self.matches("\\w{1,64}")) {
            return new News.Nothing(Evidence.of("account-unreadable"));
        }
        JsonNode statuses = read("/api/v1/accounts/" + self + "/statuses?limit=" + PAGE + "&exclude_reblogs=true");
        return statuses.isArray()
                ? among(statuses, words(text), begunAt.minus(CLOCKS))
                : new News.Nothing(Evidence.of("statuses-unreadable"));
    }

    /** The body of a 200; a missing node for anything else. */
    private JsonNode read(String path) throws IOException {
        OneCall.Ended ended = http.apply(OneCall.Ask.get(account.at(path), account.bearer()));
        return ended instanceof OneCall.Answered answer && answer.status() == 200
                ? ProviderJson.read(answer.body())
                : ProviderJson.read(new byte[0]);
    }

    private static News among(JsonNode statuses, String words, Instant since) {
        boolean olderSeen = statuses.size() < PAGE;
        for (JsonNode status : statuses) {
            Instant created = created(status);
            String id = ProviderJson.reference(status, "id");
            if (created == null || id.isEmpty()) {
                return new News.Nothing(Evidence.of("statuses-unreadable"));
            }
            if (created.isBefore(since)) {
                // A pinned or imported status may stand out of order, so the rest is read too.
                olderSeen = true;
            } else if (words(plain(status.path("content").asText())).equals(words)) {
                return new News.Taken(id, Evidence.of("found-among-statuses"));
            }
        }
        return olderSeen
                ? new News.Absent(false, Evidence.of("not-among-statuses"))
                : new News.Nothing(Evidence.of("too-many-statuses"));
    }

    private static @Nullable Instant created(JsonNode status) {
        try {
            return OffsetDateTime.parse(status.path("created_at").asText()).toInstant();
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** A text without what differs between a text and its rendering: blanks, breaks and punctuation. */
    static String words(String text) {
        return SETTING.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /** What was posted, out of the HTML an instance makes of it. A link's own text is often cut short; its address is not. */
    static String plain(String html) {
        String linked = ANCHOR.matcher(html).replaceAll(MastodonTimeline::target);
        return TAG.matcher(linked)
                .replaceAll(" ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&apos;", "'")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
    }

    /** Hashtags and mentions are links as well, to a place that the text did not name. */
    private static String target(MatchResult anchor) {
        String shown = TAG.matcher(anchor.group(2)).replaceAll("").strip();
        boolean named = shown.startsWith("#") || shown.startsWith("@");
        return java.util.regex.Matcher.quoteReplacement(named ? shown : anchor.group(1));
    }
}
