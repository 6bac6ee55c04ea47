package org.candor.keys;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.candor.access.StoredKey;
import org.candor.plumbing.StrictJson;
import org.junit.jupiter.api.Test;

/** What the API's description shows is what the API takes and gives. */
class ExamplesTest {
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-21T09:00:00Z");

    @Test
    void what_is_to_be_sent_is_taken() {
        assertDoesNotThrow(() -> read(Examples.NEW, KeyForm.class).check(NOW, 600, false));
        assertDoesNotThrow(
                () -> read(Examples.ROTATION, KeyResource.Rotation.class).checked(NOW));
        assertDoesNotThrow(
                () -> read(Examples.REVOCATION, KeyResource.Revocation.class).checked());
    }

    @Test
    void what_is_answered_has_the_fields_of_the_answer() {
        for (String key : List.of(Examples.KEY, Examples.REVOKED, item(Examples.LIST))) {
            assertEquals(fields(StrictJson.shared().valueToTree(read(key, StoredKey.class))), fields(tree(key)));
        }
        for (String made : List.of(Examples.MADE, Examples.ROTATED)) {
            JsonNode shown = tree(made);
            StoredKey key = StrictJson.bind(without(shown), StoredKey.class);
            JsonNode answer = StrictJson.shared().valueToTree(new KeyResource.MadeKey(key, "cnd_…"));
            assertEquals(fields(answer), fields(shown));
        }
    }

    private static JsonNode without(JsonNode made) {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) made.deepCopy()).without("secret");
    }

    private static List<String> fields(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).sorted().toList();
    }

    private static String item(String page) {
        return tree(page).at("/items/0").toString();
    }

    private static JsonNode tree(String json) {
        return StrictJson.tree(json.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T read(String json, Class<T> type) {
        return StrictJson.bind(tree(json), type);
    }
}
