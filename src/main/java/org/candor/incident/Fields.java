package org.candor.incident;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/** Rules for single fields of a form, noting what is wrong at the form's place in its request. */
final class Fields {
    private final Violations violations;
    private final String at;
    private final Set<String> wrong = new LinkedHashSet<>();

    Fields(Violations violations, String at) {
        this.violations = violations;
        this.at = at;
    }

    boolean any() {
        return !wrong.isEmpty();
    }

    boolean fine(String pointer) {
        return !wrong.contains(pointer);
    }

    void wrong(String pointer, String code) {
        wrong.add(pointer);
        violations.add(at + pointer, code);
    }

    @Nullable
    String required(String pointer, @Nullable String text, int longest) {
        if (text == null || text.isBlank()) {
            wrong(pointer, "required");
            return null;
        }
        return optional(pointer, text, longest);
    }

    @Nullable
    String optional(String pointer, @Nullable String text, int longest) {
        return checked(pointer, text, longest, "");
    }

    @Nullable
    String requiredLines(String pointer, @Nullable String text, int longest) {
        if (text == null || text.isBlank()) {
            wrong(pointer, "required");
            return null;
        }
        return lines(pointer, text, longest);
    }

    @Nullable
    String lines(String pointer, @Nullable String text, int longest) {
        return checked(pointer, text, longest, "\r\n");
    }

    private @Nullable String checked(String pointer, @Nullable String text, int longest, String allowed) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.codePointCount(0, text.length()) > longest) {
            wrong(pointer, "too-long");
        } else if (text.chars().anyMatch(c -> Character.isISOControl(c) && allowed.indexOf(c) < 0)) {
            wrong(pointer, "control-character");
        }
        return text.strip();
    }

    <T> @Nullable T read(String pointer, @Nullable String text, String code, Function<String, @Nullable T> reader) {
        if (text == null) {
            return null;
        }
        T value = reader.apply(text);
        if (value == null) {
            wrong(pointer, code);
        }
        return value;
    }

    <T> Set<T> each(
            String pointer, @Nullable List<@Nullable String> words, String code, Function<String, @Nullable T> reader) {
        Set<T> values = new LinkedHashSet<>();
        if (words == null) {
            return values;
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            T value = word == null ? null : reader.apply(word);
            if (value == null) {
                wrong(pointer + "/" + i, code);
            } else if (!values.add(value)) {
                wrong(pointer + "/" + i, "duplicate");
            }
        }
        return values;
    }

    static @Nullable LocalDate day(String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            return day.getYear() >= 1900 && day.getYear() <= 9999 ? day : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    static @Nullable OffsetDateTime time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            return time.getYear() >= 1900 && time.getYear() <= 9999 ? time : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
