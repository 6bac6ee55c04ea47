package org.candor.console;

import java.util.Map;

/** What stands beside the fields of a notice's form. */
final class Hints {
    private static final Map<String, String> ALL = Map.of(
            "subject", "Left empty, it is ours: it names the organisation and says what kind of notice this is.",
            "what_happened", "When it happened and when it was found is added from the incident.",
            "what_we_are_doing", "What was stopped, who was told, what changes.",
            "what_you_can_do", "A line that begins with - is a step; steps are numbered.",
            "more_information", "Optional. The organisation's contact stands below it in any case.",
            "sms", "Optional. The link, or where to read on, and the check code are added.",
            "social", "Optional. No personal data; the public page and the check code are added.");

    private static final Map<String, String> WORDS = Map.of(
            "email", "Email",
            "sms", "Text message",
            "social", "Public post",
            "initial", "First notice of the breach",
            "update", "Update of an earlier notice",
            "remediated", "It is fixed",
            "correction", "Correction of an earlier notice");

    private Hints() {}

    static String of(String text) {
        return ALL.getOrDefault(text, "");
    }

    static String word(String word) {
        return WORDS.getOrDefault(word, word);
    }

    /** 0 for a single line. */
    static int rows(String text) {
        return switch (text) {
            case "subject" -> 0;
            case "sms", "social", "more_information" -> 3;
            default -> 5;
        };
    }
}
