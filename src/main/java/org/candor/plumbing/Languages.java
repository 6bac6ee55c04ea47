package org.candor.plumbing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every language there is a file {@code messages/<tag>.properties} for: a new language is one new file. */
public final class Languages {
    private static final String FOLDER = "messages";
    private static final String END = ".properties";
    /** The language everything is written in first. */
    private static final String FIRST = "en";

    private final Map<String, Words> words;

    private Languages(Map<String, Words> words) {
        this.words = words;
    }

    static Languages read(TemplateFiles files) {
        Map<String, Words> words = new TreeMap<>();
        for (String name : files.list(FOLDER, FIRST + END)) {
            if (name.endsWith(END)) {
                String tag = name.substring(0, name.length() - END.length());
                words.put(tag, Words.parse(tag, files.read(FOLDER + "/" + name)));
            }
        }
        return new Languages(words);
    }

    /** BCP 47 tags in order. */
    public List<String> tags() {
        return List.copyOf(words.keySet());
    }

    /** The words for a tag or, if it has no file, for what is left when its last subtag goes; null if none fits. */
    public @Nullable Words of(String tag) {
        for (String it = tag; !it.isEmpty(); it = shorter(it)) {
            Words found = words.get(it);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The words for a tag, else English. */
    public Words orFirst(String tag) {
        Words found = of(tag);
        return found != null ? found : Objects.requireNonNull(words.get(FIRST));
    }

    /** A tag without its last subtag ({@code zh-Hant-TW} to {@code zh-Hant}); empty when there is only one. */
    public static String shorter(String tag) {
        int dash = tag.lastIndexOf('-');
        return dash < 0 ? "" : tag.substring(0, dash);
    }
}
