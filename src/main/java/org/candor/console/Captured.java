package org.candor.console;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the sandbox tells of the messages that it took, as it writes it. */
final class Captured {
    private Captured() {}

    /**
     * @param last the number of the newest message ever taken
     * @param kept how many there are, by kind
     * @param bytes of all that are kept
     * @param more whether there are older ones
     */
    record Page(long last, Map<String, Integer> kept, long bytes, List<Message> messages, boolean more) {
        public int all() {
            return kept.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** 0 for a kind of which there is none. */
        public int of(String kind) {
            return kept.getOrDefault(kind, 0);
        }
    }

    /**
     * @param at ISO 8601, in UTC
     * @param kind {@code mail}, {@code sms} or {@code post}
     * @param size in bytes
     * @param title a mail's subject, a post's first words, all words of a text message
     */
    record Message(
            long number,
            String at,
            String kind,
            int size,
            String from,
            String to,
            String title,
            @Nullable Sms sms,
            @Nullable Post post) {}

    /** @param units septets in GSM-7, UTF-16 units in UCS-2 */
    record Sms(String status, String words, int segments, int units, String encoding) {}

    record Post(String network, String title, String language, List<Piece> pieces) {}

    /** @param link empty for mere words */
    record Piece(String text, String link) {}

    /** @param mail null for another kind */
    record One(Message message, @Nullable Mail mail) {}

    record Mail(String text, String html, List<Header> headers, List<Part> parts) {}

    record Header(String name, String value) {}

    record Part(String type, int size) {}
}
