package org.candor.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.candor.plumbing.StrictJson;
import org.junit.jupiter.api.Test;

/** What the API's description shows is what the API gives. */
class ExamplesTest {
    @Test
    void each_example_has_the_fields_of_the_answer() {
        same(tree(Examples.REQUEST), ResetRequest.class);
        same(tree(Examples.LIST).at("/items/0"), ResetRequest.class);
        same(tree(Examples.COUNTS), ResetCounts.class);
    }

    private static <T> void same(JsonNode example, Class<T> type) {
        JsonNode answer = StrictJson.shared().valueToTree(StrictJson.bind(example, type));
        assertEquals(fields(answer), fields(example));
    }

    private static List<String> fields(JsonNode node) {
        return node.properties().stream().map(it -> it.getKey()).sorted().toList();
    }

    private static JsonNode tree(String json) {
        return StrictJson.tree(json.getBytes(StandardCharsets.UTF_8));
    }
}
