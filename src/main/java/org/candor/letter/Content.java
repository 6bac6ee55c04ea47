package org.candor.letter;

import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/**
 * What the caller says in one language: plain text with blank-line paragraphs and {@code - } lists. Nothing in it is ever
 * a template or markup.
 *
 * @param whatHappened required
 * @param whatWeAreDoing required
 * @param whatYouCanDo required; its lists are shown as numbered steps
 * @param moreInformation null leaves the section out
 * @param subject null means our own subject for the kind of notice
 * @param sms null means our own text
 * @param social null means our own text
 */
public record Content(
        @Nullable String whatHappened,
        @Nullable String whatWeAreDoing,
        @Nullable String whatYouCanDo,
        @Nullable String moreInformation,
        @Nullable String subject,
        @Nullable String sms,
        @Nullable String social) {
    /** Characters of one section. Four of these in Chinese stay below the size at which mail readers cut off. */
    static final int LONGEST_SECTION = 4_000;

    static final int LONGEST_SUBJECT = 200;
    /** Ten segments are shorter than this in any alphabet. */
    static final int LONGEST_TEXT = 5_000;

    /**
     * Notes what is wrong with these texts. Of the public one only that it is empty: what else it may say depends on the
     * organisation and its networks, which {@link PostRule} knows.
     *
     * @param pointer where this content is in the request, such as {@code /content/en}
     */
    public void check(Violations wrong, String pointer) {
        section(wrong, pointer + "/what_happened", whatHappened, true);
        section(wrong, pointer + "/what_we_are_doing", whatWeAreDoing, true);
        section(wrong, pointer + "/what_you_can_do", whatYouCanDo, true);
        section(wrong, pointer + "/more_information", moreInformation, false);
        subject(wrong, pointer + "/subject");
        if (text(wrong, pointer + "/sms", sms, LONGEST_TEXT)
                && !Segments.of(sms).fit()) {
            wrong.add(pointer + "/sms", "too-long", "sms-too-long");
        }
        wrong.addIf(social != null && social.isBlank(), pointer + "/social", "empty");
    }

    private static void section(Violations wrong, String pointer, @Nullable String text, boolean required) {
        if (text == null) {
            wrong.addIf(required, pointer, "required");
        } else {
            text(wrong, pointer, text, LONGEST_SECTION);
        }
    }

    /** A subject becomes a header line: whatever could end the line has its own problem type. */
    private void subject(Violations wrong, String pointer) {
        if (subject != null && subject.codePoints().anyMatch(Content::endsLine)) {
            wrong.add(pointer, "control-character", "invalid-header");
        } else {
            text(wrong, pointer, subject, LONGEST_SUBJECT);
        }
    }

    /** True for a text that is there and fine. */
    private static boolean text(Violations wrong, String pointer, @Nullable String text, int longest) {
        if (text == null) {
            return false;
        }
        String code = wrongWith(text, longest);
        wrong.addIf(code != null, pointer, code == null ? "" : code);
        return code == null;
    }

    private static @Nullable String wrongWith(String text, int longest) {
        if (text.isBlank()) {
            return "empty";
        }
        if (text.codePointCount(0, text.length()) > longest) {
            return "too-long";
        }
        return text.codePoints().anyMatch(Content::unprintable) ? "control-character" : null;
    }

    private static boolean endsLine(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    /**
     * Controls other than line ends and tabs, halves of a surrogate pair, and the two overrides that make text read
     * backwards. Marks and isolates, which right-to-left languages need, are welcome.
     */
    private static boolean unprintable(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t'
                || Character.getType(c) == Character.SURROGATE
                || c == 0x202D
                || c == 0x202E;
    }
}
