package org.candor.console;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import java.text.BreakIterator;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.candor.letter.Content;
import org.candor.notice.Spec;
import org.jspecify.annotations.Nullable;

/** What a notice says, language by language, with what has changed in it since somebody agreed to it, word by word. */
final class Redline {
    private static final Pattern LINES = Pattern.compile("(?<=\\n)");
    /** Of two long texts that have little in common the lines are compared: words would take too long. */
    private static final int MOST_WORDS = 4_000;

    private Redline() {}

    /** A run of text that was there before and is gone, that is new, or that stands in both. */
    record Words(String text, boolean gone, boolean added) {}

    /**
     * One text as it is sent.
     *
     * @param words the same with what has changed; empty if nothing did
     */
    record Part(String label, String text, List<Words> words) {}

    /**
     * All that is said in one language.
     *
     * @param since {@code new} or {@code gone} for a language that was not there or is not any more; else empty
     */
    record Version(String tag, String since, List<Part> parts) {}

    /**
     * The values of a page.
     *
     * @param before null for what nobody agreed to before, or agreed to as it is
     */
    static Map<String, Object> of(Spec now, @Nullable Spec before) {
        List<Version> versions = new ArrayList<>();
        Map<String, Content> then = before == null ? Map.of() : before.content();
        TreeSet<String> tags = new TreeSet<>(now.content().keySet());
        tags.addAll(then.keySet());
        for (String tag : tags) {
            versions.add(version(tag, now.content().get(tag), then.get(tag), before != null));
        }
        List<String> settings = before == null ? List.of() : settings(now, before);
        boolean marked = versions.stream()
                .anyMatch(it -> !it.since().isEmpty()
                        || it.parts().stream().anyMatch(part -> !part.words().isEmpty()));
        return Map.of("versions", versions, "settings", settings, "marked", marked);
    }

    private static Version version(String tag, @Nullable Content now, @Nullable Content then, boolean compared) {
        String since = !compared || now != null && then != null ? "" : now == null ? "gone" : "new";
        Map<String, String> texts = texts(now);
        Map<String, String> before = texts(then);
        boolean marked = compared && then != null;
        List<Part> parts = Stream.concat(texts.keySet().stream(), before.keySet().stream())
                .distinct()
                .map(name -> {
                    String is = texts.getOrDefault(name, "");
                    String was = marked ? before.getOrDefault(name, "") : is;
                    return new Part(Wrong.name(name), is, is.equals(was) ? List.of() : words(was, is));
                })
                .toList();
        return new Version(tag, since, parts);
    }

    /** In the order of the form. */
    private static Map<String, String> texts(@Nullable Content it) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (it != null) {
            put(texts, "subject", it.subject());
            put(texts, "what_happened", it.whatHappened());
            put(texts, "what_we_are_doing", it.whatWeAreDoing());
            put(texts, "what_you_can_do", it.whatYouCanDo());
            put(texts, "more_information", it.moreInformation());
            put(texts, "sms", it.sms());
            put(texts, "social", it.social());
        }
        return texts;
    }

    private static void put(Map<String, String> texts, String name, @Nullable String text) {
        if (text != null) {
            texts.put(name, text);
        }
    }

    static List<Words> words(String then, String now) {
        List<String> before = pieces(then);
        List<String> after = pieces(now);
        if (before.size() + after.size() > MOST_WORDS) {
            before = lines(then);
            after = lines(now);
        }
        List<Words> words = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        List<String> added = new ArrayList<>();
        int at = 0;
        for (AbstractDelta<String> delta :
                DiffUtils.diff(before, after, new MyersDiffWithLinearSpace<>()).getDeltas()) {
            int begin = delta.getSource().getPosition();
            if (begin > at) {
                changed(words, gone, added);
                add(words, before.subList(at, begin), false, false);
            }
            gone.addAll(delta.getSource().getLines());
            added.addAll(delta.getTarget().getLines());
            at = begin + delta.getSource().size();
        }
        changed(words, gone, added);
        add(words, before.subList(at, before.size()), false, false);
        return words;
    }

    /** What is gone from one place first, then what is new there, however it was found. */
    private static void changed(List<Words> words, List<String> gone, List<String> added) {
        add(words, gone, true, false);
        add(words, added, false, true);
        gone.clear();
        added.clear();
    }

    /** Words and signs, in any script, each with the blanks before it: alone, blanks would be found everywhere. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        BreakIterator words = BreakIterator.getWordInstance(Locale.ROOT);
        words.setText(text);
        int from = 0;
        int last = words.first();
        for (int to = words.next(); to != BreakIterator.DONE; to = words.next()) {
            if (!text.substring(last, to).isBlank() || to == text.length()) {
                pieces.add(text.substring(from, to));
                from = to;
            }
            last = to;
        }
        return pieces;
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(LINES.split(text));
    }

    private static void add(List<Words> words, List<String> pieces, boolean gone, boolean added) {
        if (!pieces.isEmpty()) {
            words.add(new Words(String.join("", pieces), gone, added));
        }
    }

    /** What else is not as it was, by the names that the form has for it. */
    private static List<String> settings(Spec now, Spec then) {
        Map<String, Object> is = settings(now);
        Map<String, Object> was = settings(then);
        return is.keySet().stream()
                .filter(it -> !Objects.equals(is.get(it), was.get(it)))
                .map(Wrong::name)
                .toList();
    }

    private static Map<String, Object> settings(Spec it) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", it.kind());
        settings.put("follows", Objects.requireNonNullElse(it.follows(), ""));
        settings.put("channels", it.channels());
        settings.put("accounts", it.accounts());
        settings.put("strategy", it.strategy());
        settings.put("default_locale", it.defaultLocale());
        settings.put("sms_hours", it.smsHours());
        settings.put("reset_days", it.reset());
        settings.put("not_before", time(it.notBefore()));
        settings.put("deadline", time(it.deadline()));
        settings.put("on_unknown", it.onUnknown());
        return settings;
    }

    private static Object time(@Nullable OffsetDateTime time) {
        return time == null ? "" : time.toInstant();
    }
}
