package org.candor.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.candor.plumbing.Problem;

/**
 * What is wrong with a notice's form: at which field, and in words. What the rules say is a code at a place in the API's body.
 *
 * @param at by field; empty for what has none
 */
record Wrong(Map<String, List<String>> at, List<Item> items) {
    static final Wrong NOTHING = new Wrong(Map.of(), List.of());

    /**
     * One line of the summary.
     *
     * @param field the id of the field that it is about; empty for none
     */
    record Item(String field, String where, String said) {}

    private static final Map<String, String> SAID = Map.ofEntries(
            Map.entry("required", "This is missing."),
            Map.entry("empty", "There are only blanks in it."),
            Map.entry("too-long", "This is too long."),
            Map.entry("control-character", "There is a character in it that cannot be shown."),
            Map.entry("locale", "This is no language tag: en, pt-BR and zh-Hant are."),
            Map.entry(
                    "locale-not-supported", "There are no words of ours in this language for the rest of the letter."),
            Map.entry("not-in-content", "There is no text in this language."),
            Map.entry("unknown-word", "This cannot be chosen."),
            Map.entry("invalid", "This cannot be read."),
            Map.entry("invalid-time", "This is no date and time."),
            Map.entry("past", "This has passed already."),
            Map.entry("before-not-before", "It would end before it begins."),
            Map.entry("out-of-range", "It is a number of days from 1 to 30."),
            Map.entry("type", "This is not a number."),
            Map.entry("too-many", "There are too many."),
            Map.entry("duplicate", "This is there twice."),
            Map.entry("not-allowed", "This does not go with the rest."),
            Map.entry("not-found", "This is no notice of this incident."),
            Map.entry("not-released", "The notice that it follows was not sent: there is nothing to follow yet."),
            Map.entry("not-configured", "There is no such account."),
            Map.entry("no-account", "There is no account for this channel."),
            Map.entry("no-recipients", "There is nobody to send it to."),
            Map.entry("mention", "It mentions an account of somebody."),
            Map.entry("link", "It may link to the organisation only, and by https."),
            Map.entry("email-address", "There is an email address in it that is not the organisation's."),
            Map.entry("phone-number", "There is a phone number in it that is not the organisation's."),
            Map.entry("identifier", "There is a number in it that may be somebody's."));

    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("subject", "Subject"),
            Map.entry("what_happened", "What happened"),
            Map.entry("what_we_are_doing", "What we are doing"),
            Map.entry("what_you_can_do", "What you can do"),
            Map.entry("more_information", "More information"),
            Map.entry("sms", "Text message"),
            Map.entry("social", "Public post"),
            Map.entry("kind", "Kind"),
            Map.entry("follows", "Follows"),
            Map.entry("channels", "Channels"),
            Map.entry("accounts", "Accounts"),
            Map.entry("strategy", "Who gets a text message"),
            Map.entry("default_locale", "First language"),
            Map.entry("sms_hours", "Hours for text messages"),
            Map.entry("reset_days", "Days that the link works"),
            Map.entry("not_before", "Not before"),
            Map.entry("deadline", "Deadline"),
            Map.entry("on_unknown", "What happens to deliveries in doubt"),
            Map.entry("languages", "Languages"));

    static String name(String field) {
        return NAMED.getOrDefault(field, field);
    }

    static Wrong of(List<Problem.At> errors, Written written) {
        List<String> tags = written.tags();
        Map<String, List<String>> at = new LinkedHashMap<>();
        List<Item> items = new ArrayList<>();
        for (Problem.At it : errors) {
            String[] steps =
                    it.pointer().substring(Math.min(1, it.pointer().length())).split("/");
            int slot = steps[0].equals("content") && steps.length > 1 ? tags.indexOf(unescaped(steps[1])) : -1;
            String said = SAID.getOrDefault(it.code(), "This cannot be used (" + it.code() + ").");
            String field = slot < 0 ? field(steps) : steps.length > 2 ? steps[2] + slot : "languages";
            String where =
                    slot < 0 ? name(field) : (steps.length > 2 ? name(steps[2]) + ", " : "Language ") + tags.get(slot);
            at.computeIfAbsent(field, _ -> new ArrayList<>()).add(said);
            items.add(new Item(field, where, said));
        }
        return new Wrong(at, items);
    }

    /** All in one line, where there is no form. */
    static String said(List<Problem.At> errors) {
        return errors.stream()
                .map(it -> it.pointer() + ": " + SAID.getOrDefault(it.code(), it.code()))
                .collect(Collectors.joining(" "));
    }

    private static String field(String[] steps) {
        return switch (steps[0]) {
            case "content" -> "languages";
            case "reset" -> "reset_days";
            case "on_unknown" -> steps.length > 1 ? "unknown_" + steps[1] : "unknown_email";
            case "incident" -> "";
            default -> steps[0];
        };
    }

    private static String unescaped(String step) {
        return step.replace("~1", "/").replace("~0", "~");
    }

    /** For templates, too. */
    public String said(String field) {
        return String.join(" ", at.getOrDefault(field, List.of()));
    }
}
