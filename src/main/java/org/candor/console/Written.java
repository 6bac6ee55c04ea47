package org.candor.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.candor.access.Zone;
import org.candor.notice.NoticeView;
import org.candor.plumbing.Form;
import org.candor.plumbing.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the form of a notice: what was typed, as it was typed, or what is kept. It becomes a body of the API, whose
 * rules judge it; an empty field is one that was left out.
 *
 * @param fields everything but the languages, by the names of the form
 * @param zone that its times are typed in
 * @param languages by tag, in the order they were added; in each, texts by the names of the API
 */
record Written(Map<String, String> fields, Map<String, Map<String, String>> languages, Zone zone) {
    static final List<String> TEXTS = List.of(
            "subject", "what_happened", "what_we_are_doing", "what_you_can_do", "more_information", "sms", "social");
    static final List<String> CHANNELS = List.of("email", "sms", "social");
    static final int MOST_LANGUAGES = 50;
    static final int MOST_ACCOUNTS = 20;

    private static final String TAG = "tag";
    private static final String ACCOUNT = "account";
    private static final List<String> PLAIN = List.of(
            "once",
            "revision",
            "act",
            "beside",
            "add",
            "kind",
            "follows",
            "channel_email",
            "channel_sms",
            "channel_social",
            "strategy",
            "default_locale",
            "sms_hours",
            "reset_offer",
            "reset_days",
            Times.ZONE,
            "not_before",
            "not_before_exact",
            "deadline",
            "deadline_exact",
            "unknown_email",
            "unknown_sms",
            "unknown_social",
            "show_channel",
            "show_language",
            "show_person",
            "show_account");

    /** Every name the form may post. */
    static String[] names() {
        Stream<String> languages = IntStream.range(0, MOST_LANGUAGES)
                .boxed()
                .flatMap(slot -> Stream.concat(Stream.of(TAG), TEXTS.stream()).map(it -> it + slot));
        Stream<String> accounts = IntStream.range(0, MOST_ACCOUNTS).mapToObj(slot -> ACCOUNT + slot);
        return Stream.of(PLAIN.stream(), languages, accounts).flatMap(it -> it).toArray(String[]::new);
    }

    static Written of(Form form, Zone zone) {
        Map<String, String> fields = new HashMap<>();
        PLAIN.forEach(it -> fields.put(it, form.get(it)));
        IntStream.range(0, MOST_ACCOUNTS).forEach(it -> fields.put(ACCOUNT + it, form.get(ACCOUNT + it)));
        Map<String, Map<String, String>> languages = new LinkedHashMap<>();
        for (int slot = 0; slot < MOST_LANGUAGES; slot++) {
            String tag = form.get(TAG + slot);
            if (!tag.isEmpty()) {
                Map<String, String> texts = new HashMap<>();
                for (String it : TEXTS) {
                    // Browsers send every line end as CR LF.
                    texts.put(it, form.get(it + slot).replace("\r\n", "\n"));
                }
                languages.put(tag, texts);
            }
        }
        return new Written(fields, languages, zone);
    }

    /** A new one, with the defaults of the API. */
    static Written fresh(String once, Zone zone) {
        Map<String, String> fields = new HashMap<>();
        PLAIN.forEach(it -> fields.put(it, ""));
        fields.putAll(Map.of(
                "once", once, "kind", "initial", "channel_email", "on", "strategy", "all", "sms_hours", "08:00-21:00"));
        fields.putAll(Map.of("default_locale", "en", "reset_offer", "on", "reset_days", "14"));
        fields.putAll(Map.of("unknown_email", "resend", "unknown_sms", "hold", "unknown_social", "hold"));
        return new Written(fields, new LinkedHashMap<>(Map.of("en", empty())), zone);
    }

    /** What is kept; {@code once} names the form it is shown in. */
    static Written of(NoticeView it, int revision, String once, Zone zone) {
        Map<String, String> fields = fresh(once, zone).fields();
        fields.put("revision", Integer.toString(revision));
        fields.put("kind", it.kind());
        fields.put("follows", it.follows() == null ? "" : it.follows());
        CHANNELS.forEach(way -> fields.put("channel_" + way, it.channels().contains(way) ? "on" : ""));
        fields.put("strategy", it.strategy());
        fields.put("default_locale", it.defaultLocale());
        fields.put("sms_hours", it.smsHours());
        fields.put("reset_offer", it.reset().offer() ? "on" : "");
        fields.put("reset_days", Integer.toString(it.reset().expiresDays()));
        fields.put("not_before", Times.typed(it.notBefore(), zone));
        fields.put("not_before_exact", Times.exact(it.notBefore()));
        fields.put("deadline", Times.typed(it.deadline(), zone));
        fields.put("deadline_exact", Times.exact(it.deadline()));
        fields.put("unknown_email", it.onUnknown().email());
        fields.put("unknown_sms", it.onUnknown().sms());
        fields.put("unknown_social", it.onUnknown().social());
        for (int i = 0; i < it.accounts().size(); i++) {
            fields.put(ACCOUNT + i, it.accounts().get(i));
        }
        Map<String, Map<String, String>> languages = new LinkedHashMap<>();
        it.content().forEach((tag, content) -> {
            Map<String, String> texts = empty();
            put(texts, "subject", content.subject());
            put(texts, "what_happened", content.whatHappened());
            put(texts, "what_we_are_doing", content.whatWeAreDoing());
            put(texts, "what_you_can_do", content.whatYouCanDo());
            put(texts, "more_information", content.moreInformation());
            put(texts, "sms", content.sms());
            put(texts, "social", content.social());
            languages.put(tag, texts);
        });
        return new Written(fields, languages, zone);
    }

    /** A follow-up of a notice: said in the same languages over the same channels, with that one's texts to begin from. */
    static Written after(NoticeView it, String once, Zone zone) {
        Written written = of(it, 0, once, zone);
        written.fields.putAll(
                Map.of("revision", "", "kind", "update", "follows", it.id().toString()));
        written.fields.putAll(Map.of("not_before", "", "deadline", "", "not_before_exact", "", "deadline_exact", ""));
        // They told of a breach that was news: without them we say ourselves what kind of notice this is.
        written.languages.values().forEach(texts -> texts.putAll(Map.of("subject", "", "sms", "", "social", "")));
        return written;
    }

    private static Map<String, String> empty() {
        Map<String, String> texts = new HashMap<>();
        TEXTS.forEach(it -> texts.put(it, ""));
        return texts;
    }

    private static void put(Map<String, String> texts, String name, @Nullable String text) {
        texts.put(name, text == null ? "" : text);
    }

    public String get(String field) {
        return fields.getOrDefault(field, "");
    }

    public boolean on(String field) {
        return !get(field).isEmpty();
    }

    /** The accounts that are ticked. */
    List<String> accounts() {
        return IntStream.range(0, MOST_ACCOUNTS)
                .mapToObj(it -> get(ACCOUNT + it))
                .filter(it -> !it.isEmpty())
                .toList();
    }

    /** With a language more, empty; the same if it is there or there are too many. */
    Written with(String tag) {
        if (!tag.isEmpty() && languages.size() < MOST_LANGUAGES) {
            languages.putIfAbsent(tag, empty());
        }
        return this;
    }

    Written without(String tag) {
        languages.remove(tag);
        return this;
    }

    Written put(String field, String value) {
        fields.put(field, value);
        return this;
    }

    /** The body that makes it a notice. */
    byte[] body(UUID incident) {
        return bytes(json().put("incident", incident.toString()));
    }

    /** The merge patch that makes a notice with these languages say what is written here, and nothing else. */
    byte[] patch(Collection<String> before) {
        ObjectNode whole = json();
        ObjectNode content = (ObjectNode) whole.get("content");
        Set<String> gone = new LinkedHashSet<>(before);
        gone.removeAll(languages.keySet());
        gone.forEach(content::putNull);
        return bytes(whole);
    }

    /** True if both would be the same notice. */
    boolean saysAsMuchAs(Written other) {
        return json().equals(other.json());
    }

    private static byte[] bytes(ObjectNode json) {
        return StrictJson.write(json).getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode json() {
        ObjectNode json = StrictJson.shared().createObjectNode();
        for (String it : List.of("kind", "follows", "strategy", "default_locale", "sms_hours")) {
            text(json, it, get(it));
        }
        text(json, "not_before", Times.sent(get("not_before"), get("not_before_exact"), zone));
        text(json, "deadline", Times.sent(get("deadline"), get("deadline_exact"), zone));
        ArrayNode channels = json.putArray("channels");
        CHANNELS.stream().filter(it -> on("channel_" + it)).forEach(channels::add);
        ArrayNode accounts = json.putArray("accounts");
        accounts().forEach(accounts::add);
        ObjectNode reset = json.putObject("reset").put("offer", on("reset_offer"));
        String days = get("reset_days").strip();
        if (days.matches("[0-9]{1,9}")) {
            reset.put("expires_days", Integer.parseInt(days));
        } else {
            text(reset, "expires_days", days);
        }
        ObjectNode doubt = json.putObject("on_unknown");
        CHANNELS.forEach(it -> text(doubt, it, get("unknown_" + it)));
        ObjectNode content = json.putObject("content");
        languages.forEach((tag, texts) -> {
            ObjectNode said = content.putObject(tag);
            TEXTS.forEach(it -> text(said, it, texts.getOrDefault(it, "")));
        });
        return json;
    }

    private static void text(ObjectNode json, String name, String text) {
        if (text.isEmpty()) {
            json.putNull(name);
        } else {
            json.put(name, text);
        }
    }

    /** The tags in order; the one that everything is written in first comes first. */
    List<String> tags() {
        List<String> tags = new ArrayList<>(languages.keySet());
        if (tags.remove(get("default_locale"))) {
            tags.addFirst(get("default_locale"));
        }
        return tags;
    }
}
