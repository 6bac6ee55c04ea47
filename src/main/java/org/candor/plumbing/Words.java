package org.candor.plumbing;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.Set;

/**
 * Our own sentences in one language, by key. A sentence may hold names in braces ({@code {organisation}}), filled in by
 * whoever says it. They are sentences, not templates: nothing in them is evaluated.
 */
public final class Words {
    private final String language;
    private final Map<String, String> sentences;
    private final DateTimeFormatter date;
    private final DateTimeFormatter shortDate;

    private Words(String language, Map<String, String> sentences) {
        this.language = language;
        this.sentences = Map.copyOf(sentences);
        this.date = DateTimeFormatter.ofPattern(get("date"), Locale.forLanguageTag(language));
        this.shortDate = DateTimeFormatter.ofPattern(get("date.short"), Locale.forLanguageTag(language));
    }

    static Words parse(String language, String text) {
        Properties file = new Properties();
        try {
            file.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> sentences = new HashMap<>();
        file.forEach((key, value) -> sentences.put(key.toString(), value.toString()));
        return new Words(language, sentences);
    }

    /** BCP 47 tag. */
    public String language() {
        return language;
    }

    /** The language's name in itself. */
    public String name() {
        return get("language.name");
    }

    /** {@code ltr} or {@code rtl}. */
    public String direction() {
        return get("language.direction");
    }

    public Set<String> keys() {
        return sentences.keySet();
    }

    /** A sentence as it stands; throws {@link NoSuchElementException} for a key the file does not have. */
    public String get(String key) {
        String sentence = sentences.get(key);
        if (sentence == null) {
            throw new NoSuchElementException("the message file of " + language + " has no " + key);
        }
        return sentence;
    }

    /** A sentence with its names filled in; a value is never looked into again. */
    public String say(String key, Map<String, String> values) {
        return fill(get(key), values);
    }

    /** All sentences whose key starts with {@code prefix.}, by the rest of the key, filled in. */
    public Map<String, String> under(String prefix, Map<String, String> values) {
        Map<String, String> found = new HashMap<>();
        sentences.forEach((key, sentence) -> {
            if (key.startsWith(prefix + ".")) {
                found.put(key.substring(prefix.length() + 1).replace('.', '_'), fill(sentence, values));
            }
        });
        return found;
    }

    /** A day spelt out, as in "12 November 2026". */
    public String day(LocalDate day) {
        return date.format(day);
    }

    /** A day in as few characters as text messages have room for. */
    public String shortDay(LocalDate day) {
        return shortDate.format(day);
    }

    private static String fill(String sentence, Map<String, String> values) {
        if (sentence.indexOf('{') < 0) {
            return sentence;
        }
        StringBuilder filled = new StringBuilder(sentence.length() + 40);
        int at = 0;
        while (true) {
            int open = sentence.indexOf('{', at);
            int close = open < 0 ? -1 : sentence.indexOf('}', open);
            if (close < 0) {
                return filled.append(sentence, at, sentence.length()).toString();
            }
            String value = values.get(sentence.substring(open + 1, close));
            filled.append(sentence, at, open).append(value == null ? sentence.substring(open, close + 1) : value);
            at = close + 1;
        }
    }
}
