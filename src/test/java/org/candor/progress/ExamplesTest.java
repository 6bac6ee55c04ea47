package org.candor.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.candor.plumbing.StrictJson;
import org.junit.jupiter.api.Test;

/** What the API's description shows is what the API gives. */
class ExamplesTest {
    @Test
    void each_example_of_the_description_is_what_it_stands_for() {
        assertEquals(
                1, read(Examples.LIST, DeliveryResource.Listed.class).items().size());
        assertEquals(
                1, read(Examples.DELIVERY, DeliveryView.Whole.class).attempts().size());
        String[] lines = Examples.CSV.strip().split("\n");
        assertEquals(2, lines.length);
        assertEquals(lines[0].split(",").length, lines[1].split(",").length);
    }

    private static <T> T read(String json, Class<T> type) {
        return StrictJson.read(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
