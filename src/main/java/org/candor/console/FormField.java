package org.candor.console;

import java.util.List;
import java.util.Map;
import org.candor.plumbing.Problem;

/**
 * A field of a form as it is shown, also again after something was wrong with it.
 *
 * @param id its name in the form and in the page
 * @param type as in HTML; {@code textarea} for several lines
 * @param hint below the label; empty for none
 * @param wrong what is wrong with it, as a sentence; empty for nothing
 */
record FormField(
        String id, String label, String hint, String type, String value, int most, boolean required, String wrong) {
    /** One thing wrong, for the list above the form: where it leads, and the sentence. */
    record Wrong(String id, String text) {}

    /** The field that a JSON pointer of the API is about: {@code /organisation/email} is {@code organisation-email}. */
    static String of(String pointer) {
        return pointer.replaceFirst("^/", "")
                .replaceFirst("/\\d+$", "")
                .replace('/', '-')
                .replace('_', '-');
    }

    /** What a code of the API says to somebody who filled in a form. */
    static String say(String code) {
        return switch (code) {
            case "required" -> "This is needed.";
            case "too-long" -> "This is too long.";
            case "control-character" -> "This has a character that cannot be shown.";
            case "invalid-email" -> "This is no email address.";
            case "invalid-phone" -> "This is no phone number.";
            case "phone-no-country" -> "Write the number with its country, as in +1 415 555 0100.";
            case "invalid-url" -> "Write a public address that begins with https://.";
            case "date" -> "Write a day, as in 2026-11-02.";
            case "time" -> "Write a day and a time, as in 2026-11-07T09:30.";
            case "before-from" -> "The last day is before the first one.";
            case "region" -> "Write codes of regions or countries, as in US-NY or FR.";
            case "duplicate" -> "Something is named twice.";
            case "unknown-kind" -> "Choose one of the list.";
            case "personal-data" -> "Leave out addresses and numbers of people: this stays on record.";
            case "past" -> "This is in the past.";
            case "too-late" -> "This is too far ahead.";
            case "too-small", "too-large" -> "This number is out of range.";
            case "differs" -> "This is not what had to be typed.";
            default -> "This cannot be used.";
        };
    }

    /** The list above the form, in the order of the fields; what belongs to no field leads nowhere. */
    static List<Wrong> wrong(Problem problem, Map<String, String> labels) {
        return problem.errors().stream()
                .map(it -> {
                    String id = of(it.pointer());
                    String label = labels.getOrDefault(id, "");
                    return new Wrong(
                            label.isEmpty() ? "main" : id,
                            label.isEmpty() ? say(it.code()) : label + ": " + say(it.code()));
                })
                .distinct()
                .toList();
    }

    /** What is wrong with this field; empty for nothing. */
    static String wrong(Problem problem, String id) {
        return problem.errors().stream()
                .filter(it -> of(it.pointer()).equals(id))
                .map(it -> say(it.code()))
                .findFirst()
                .orElse("");
    }
}
