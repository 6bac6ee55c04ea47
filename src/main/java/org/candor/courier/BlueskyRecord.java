package org.candor.courier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.delivery.Letter;

/**
 * The record that a post is, made of the delivery alone: a repeat has the same key, the same time and the same words, so
 * that putting it again changes nothing.
 *
 * <p>The key is a TID (AT Protocol, Record Key): 13 signs for 53 bits of microseconds and 10 bits of a clock's number. The
 * time is that of the delivery's UUIDv7, less up to a second by chance, and so is the clock's number: two deliveries of one
 * millisecond must not share a key, or the second post would replace the first.
 */
final class BlueskyRecord {
    static final String COLLECTION = "app.bsky.feed.post";

    private static final String SIGNS = "234567abcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 13;
    private static final int BITS = 5;
    private static final int CLOCK_BITS = 10;
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]+[^\\s<>\"'.,;:!?)\\]}]");

    private BlueskyRecord() {}

    /** The record's key. */
    static String key(UUID delivery) {
        long chance = delivery.getLeastSignificantBits();
        long back = chance >>> CLOCK_BITS & 0xF_FFFF;
        return tid(millis(delivery) * 1_000 - back, chance & 0x3FF);
    }

    static String tid(long micros, long clock) {
        long number = (micros & 0x1F_FFFF_FFFF_FFFFL) << CLOCK_BITS | clock;
        StringBuilder tid = new StringBuilder(LENGTH);
        for (int i = LENGTH - 1; i >= 0; i--) {
            tid.append(SIGNS.charAt((int) (number >>> (i * BITS)) & 0x1F));
        }
        return tid.toString();
    }

    private static long millis(UUID delivery) {
        return delivery.getMostSignificantBits() >>> 16;
    }

    static ObjectNode of(UUID delivery, Letter letter) {
        ObjectNode post = ProviderJson.object();
        post.put("$type", COLLECTION);
        post.put("text", letter.text());
        // A record of the same words written later would be another record.
        post.put("createdAt", Instant.ofEpochMilli(millis(delivery)).toString());
        post.putArray("langs").add(letter.language());
        ArrayNode facets = facets(letter.text());
        if (!facets.isEmpty()) {
            post.set("facets", facets);
        }
        return post;
    }

    /** Where the links are: without this a reader sees an address and cannot follow it. Counted in bytes of UTF-8. */
    static ArrayNode facets(String text) {
        ArrayNode facets = ProviderJson.object().putArray("facets");
        LINK.matcher(text).results().forEach(link -> {
            ObjectNode facet = facets.addObject();
            facet.putObject("index")
                    .put("byteStart", bytes(text, link.start()))
                    .put("byteEnd", bytes(text, link.end()));
            facet.putArray("features")
                    .addObject()
                    .put("$type", "app.bsky.richtext.facet#link")
                    .put("uri", link.group());
        });
        return facets;
    }

    private static int bytes(String text, int upTo) {
        return text.substring(0, upTo).getBytes(StandardCharsets.UTF_8).length;
    }
}
