package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.Letter;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlueskyRecordTest {
    private static final UUID DELIVERY = UUID.fromString("0199a000-0000-7abc-8def-0123456789ab");

    /** A fixed time in milliseconds, as the id has it. */
    private static final Instant WRITTEN = Instant.ofEpochMilli(0x0199a0000000L);

    @ParameterizedTest
    @CsvSource({
        "0, 0, 2222222222222",
        "0, 1, 2222222222223",
        "0, 1023, 22222222222zz",
        "1, 0, 2222222222322",
        "1688137381887007, 6, 3jzfcijpj2z2a",
        "9007199254740991, 1023, bzzzzzzzzzzzz",
    })
    void a_key_is_thirteen_signs_that_sort_by_time(long micros, long clock, String tid) {
        assertEquals(tid, BlueskyRecord.tid(micros, clock));
    }

    @Test
    void a_delivery_has_one_key_and_one_time_for_ever() {
        assertEquals(BlueskyRecord.key(DELIVERY), BlueskyRecord.key(UUID.fromString(DELIVERY.toString())));
        Letter letter = new Letter("", "Some words.", "", "de");
        JsonNode record = BlueskyRecord.of(DELIVERY, letter);
        assertEquals(record, BlueskyRecord.of(DELIVERY, letter));
        assertEquals(WRITTEN, Instant.parse(record.get("createdAt").asText()));
        assertTrue(record.get("createdAt").asText().endsWith("Z"));
        assertEquals("app.bsky.feed.post", record.get("$type").asText());
        assertEquals("de", record.get("langs").get(0).asText());
        assertFalse(record.has("facets"));
    }

    @Test
    void a_key_lies_within_the_second_before_its_delivery() {
        String last = BlueskyRecord.tid(WRITTEN.toEpochMilli() * 1_000, 1_023);
        String first = BlueskyRecord.tid(WRITTEN.minus(Duration.ofMillis(1_100)).toEpochMilli() * 1_000, 0);
        assertTrue(BlueskyRecord.key(DELIVERY).compareTo(last) <= 0);
        assertTrue(BlueskyRecord.key(DELIVERY).compareTo(first) >= 0);
    }

    @Test
    void deliveries_of_one_moment_have_keys_of_their_own() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            assertTrue(keys.add(BlueskyRecord.key(Ids.next())));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://notices.example.org/n/1",
                "Lesen Sie: https://notices.example.org/n/1",
                "Größe für alle: https://notices.example.org/n/1.",
                "読む https://notices.example.org/n/1 読む",
                "👩‍👩‍👧 (https://notices.example.org/n/1)",
            })
    void a_links_place_is_counted_in_bytes(String text) {
        JsonNode facets = BlueskyRecord.facets(text);
        assertEquals(1, facets.size());
        JsonNode facet = facets.get(0);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int start = facet.at("/index/byteStart").asInt();
        int end = facet.at("/index/byteEnd").asInt();
        assertEquals("https://notices.example.org/n/1", new String(bytes, start, end - start, StandardCharsets.UTF_8));
        assertEquals(
                "app.bsky.richtext.facet#link", facet.at("/features/0/$type").asText());
        assertEquals(
                "https://notices.example.org/n/1", facet.at("/features/0/uri").asText());
    }

    @Test
    void each_link_has_its_place() {
        assertEquals(
                2,
                BlueskyRecord.facets("ä http://a.example/1, ö https://b.example/2!")
                        .size());
        assertEquals(
                0,
                BlueskyRecord.facets("no link: example.org, https:// neither").size());
    }
}
