package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.candor.delivery.Channel;
import org.candor.letter.Content;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    private static final String HASH = ContentHash.of(Samples.spec(), Samples.facts());

    @Test
    void the_hash_is_sha_256_in_hexadecimal() {
        assertTrue(HASH.matches("[0-9a-f]{64}"));
    }

    @Test
    void the_order_in_which_languages_are_written_does_not_count() {
        Map<String, Content> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(Map.of("en", Samples.content(), "de", Samples.content()));
        Map<String, Content> forwards = new TreeMap<>();
        forwards.putAll(backwards);
        assertEquals(ContentHash.of(with(forwards), Samples.facts()), ContentHash.of(with(backwards), Samples.facts()));
    }

    @Test
    void one_changed_word_is_another_content() {
        Spec it = Samples.spec();
        var content = Samples.content();
        var changed = new Content(
                content.whatHappened() + ".", content.whatWeAreDoing(), content.whatYouCanDo(), null, null, null, null);
        assertNotEquals(HASH, ContentHash.of(with(Map.of("en", changed)), Samples.facts()));
        assertEquals(HASH, ContentHash.of(with(it.content()), Samples.facts()));
    }

    @Test
    void a_changed_incident_is_another_content() {
        assertNotEquals(HASH, ContentHash.of(Samples.spec(), Samples.facts(Set.of(Channel.SMS))));
    }

    private static Spec with(Map<String, Content> content) {
        Spec it = Samples.spec();
        return new Spec(
                it.kind(),
                it.follows(),
                it.channels(),
                it.strategy(),
                it.defaultLocale(),
                it.smsHours(),
                content,
                it.reset(),
                it.notBefore(),
                it.deadline(),
                it.onUnknown(),
                it.accounts());
    }
}
