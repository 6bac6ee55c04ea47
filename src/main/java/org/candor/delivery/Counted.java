package org.candor.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a public text comes to at a network that counts otherwise than its signs. Whoever writes a post and whoever hands it
 * over count here, so that what was found to fit is not refused later.
 */
public final class Counted {
    /** An address is as long as this wherever addresses count alike. */
    private static final String ADDRESS = "x".repeat(23);

    private static final Pattern CLUSTER = Pattern.compile("\\X");
    /** As far as every network goes along with it: a host and a port, then a path or a query up to a blank or a bracket. */
    private static final Pattern LINK =
            Pattern.compile("(?i)(?<![\\p{L}\\p{N}@])https?://[\\p{L}\\p{N}][\\p{L}\\p{N}.-]*"
                    + "(?::[0-9]{1,5})?(?:[/?][^\\s<>\"()]*)?(?<![\"'.,;:!?\\]}…])");

    private static final Pattern FOLLOWED = Pattern.compile("https://[^\\s<>\"`]+");
    private static final Pattern MARKS = Pattern.compile("[\\\\`*_{}\\[\\]<>#|~@]");

    private Counted() {}

    /** Mastodon: what readers take for characters, an address as 23. */
    public static int mastodon(String text) {
        return clusters(shortened(text));
    }

    /** Discourse: code points of what is sent, which has a sign before each that would be markup. */
    public static int discourse(String text) {
        String sent = literal(text);
        return sent.codePointCount(0, sent.length());
    }

    /** The text with 23 signs in place of every address. */
    public static String shortened(String text) {
        return LINK.matcher(text).replaceAll(ADDRESS);
    }

    /** How many characters a reader sees (UAX 29). */
    public static int clusters(String text) {
        Matcher cluster = CLUSTER.matcher(text);
        int count = 0;
        while (cluster.find()) {
            count++;
        }
        return count;
    }

    /** A forum reads Markdown and HTML: what was written stands there as it is, and an address stays one to follow. */
    public static String literal(String text) {
        Matcher address = FOLLOWED.matcher(text);
        StringBuilder literal = new StringBuilder(text.length() + 20);
        int at = 0;
        while (address.find()) {
            literal.append(escaped(text.substring(at, address.start()))).append(address.group());
            at = address.end();
        }
        return literal.append(escaped(text.substring(at))).toString();
    }

    private static String escaped(String words) {
        return MARKS.matcher(words.replace("&", "&amp;")).replaceAll("\\\\$0");
    }
}
