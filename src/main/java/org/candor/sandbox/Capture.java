package org.candor.sandbox;

import java.time.Instant;
import java.util.List;

/**
 * One message as a server took it.
 *
 * @param number counts the messages of all kinds, from 1
 * @param from the envelope's sender, the number or the account
 * @param to the recipients with commas between them; of a post its network
 * @param title the subject; of a text message its words
 */
record Capture(long number, Instant at, String from, String to, String title, Thing thing) {
    /** What was taken. */
    sealed interface Thing {
        String kind();

        /** How much it is, in bytes. */
        int size();
    }

    /** @param source as it came, without the doubled dots */
    record Mail(byte[] source) implements Thing {
        @Override
        public String kind() {
            return "mail";
        }

        @Override
        public int size() {
            return source.length;
        }
    }

    /** Its status moves on after it was taken. */
    record Text(TwilioMessage message, String words) implements Thing {
        @Override
        public String kind() {
            return "sms";
        }

        @Override
        public int size() {
            return words.length();
        }
    }

    /**
     * @param title of a topic in a forum; empty elsewhere
     * @param pieces the words as the network shows them
     */
    record Post(String network, String title, String language, List<Piece> pieces) implements Thing {
        Post {
            pieces = List.copyOf(pieces);
        }

        @Override
        public String kind() {
            return "post";
        }

        @Override
        public int size() {
            return pieces.stream().mapToInt(it -> it.text().length()).sum();
        }

        String words() {
            StringBuilder words = new StringBuilder();
            pieces.forEach(it -> words.append(it.text()));
            return words.toString();
        }
    }

    /** @param link where this piece leads; empty for mere words */
    record Piece(String text, String link) {}
}
