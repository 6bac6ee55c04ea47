package org.candor.console;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One captured message as a page shows it.
 *
 * @param path where it is shown alone
 * @param title cut to one line's length
 * @param sms what only a text message has; empty else. Likewise {@code post}
 */
record CapturedLine(
        long number,
        String path,
        String kind,
        String word,
        Said.At at,
        String from,
        String to,
        String title,
        String size,
        Captured.@Nullable Sms sms,
        Captured.@Nullable Post post) {
    private static final int LONGEST = 120;
    private static final int KILO = 1_024;

    static CapturedLine of(Captured.Message it) {
        String place = switch (it.kind()) {
            case "mail" -> "mails";
            case "sms" -> "texts";
            default -> "posts";
        };
        return new CapturedLine(
                it.number(),
                SandboxResource.HERE + "/" + place + "/" + it.number(),
                it.kind(),
                word(it),
                Said.toTheSecond(OffsetDateTime.parse(it.at())),
                it.from(),
                it.to(),
                it.title().isBlank() ? "(no subject)" : cut(it.title(), LONGEST),
                size(it.size()),
                it.sms(),
                it.post());
    }

    private static String word(Captured.Message it) {
        if (it.post() != null) {
            return "Post";
        }
        return it.sms() != null ? "Text" : "Mail";
    }

    static String size(int bytes) {
        return bytes < KILO ? bytes + " bytes" : (bytes + KILO / 2) / KILO + " KB";
    }

    /** No character is cut in two. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
