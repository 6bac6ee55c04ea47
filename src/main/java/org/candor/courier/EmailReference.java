package org.candor.courier;

/**
 * The relay's own id for a message, read out of its yes: {@code queued as 4F2A}, {@code OK id=1abc-2}, {@code Ok 0102…}.
 * Whatever could be an address is left out.
 */
final class EmailReference {
    private static final int SHORTEST = 5;
    private static final int LONGEST = 120;
    private static final String[] MARKS = {"queued as ", "InternalId=", "id=", "Ok ", "OK "};

    private EmailReference() {}

    /** The id; empty where none can be told apart from prose. */
    static String in(String reply) {
        for (String mark : MARKS) {
            int at = reply.indexOf(mark);
            String id = at < 0 ? "" : token(reply, at + mark.length());
            if (id.length() >= SHORTEST || (!id.isEmpty() && mark.equals(MARKS[0]))) {
                return id;
            }
        }
        return "";
    }

    private static String token(String reply, int start) {
        int end = start;
        boolean digit = false;
        while (end < reply.length() && idLetter(reply.charAt(end))) {
            digit |= Character.isDigit(reply.charAt(end));
            end++;
        }
        boolean ended = end == reply.length() || " \n\r],;)>".indexOf(reply.charAt(end)) >= 0;
        // A word without a digit is prose, and what runs into an at sign is an address.
        return ended && digit && end - start <= LONGEST ? reply.substring(start, end) : "";
    }

    private static boolean idLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }
}
