package org.candor.incident;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.junit.jupiter.api.Test;

/** What the API's description shows is what the API takes and gives. */
class ExamplesTest {
    @Test
    void what_is_to_be_sent_is_taken() {
        Violations wrong = new Violations();
        assertNotNull(read(Examples.REPORT, IncidentForm.class).check(wrong, ""));
        assertDoesNotThrow(wrong::orThrow);
        assertDoesNotThrow(() -> Actions.check(read(Examples.ACT, ActionForm.class)));
        assertDoesNotThrow(() -> StrictJson.tree(bytes(Examples.PATCH)));
    }

    @Test
    void both_lists_are_read_to_their_end() throws Exception {
        assertEquals(List.of("c-1", "c-2"), refs(new NdjsonRows(new ByteArrayInputStream(bytes(Examples.LINES)))));
        assertEquals(List.of("c-1", "c-2"), refs(new CsvRows(new ByteArrayInputStream(bytes(Examples.SHEET)))));
    }

    @Test
    void what_is_answered_has_the_fields_of_the_answer() {
        same(Examples.INCIDENT, IncidentView.class);
        same(item(Examples.INCIDENTS), IncidentView.class);
        same(Examples.ASSESSMENT, Assessment.class);
        same(Examples.ACTION, Actions.Action.class);
        same(item(Examples.ACTIONS), Actions.Action.class);
        same(Examples.IMPORT, ImportView.class);
        same(Examples.REJECTS, Imports.Reject.class);
        same(item(Examples.PEOPLE), MaskedPerson.class);
        same(Examples.PERSON, RevealedPerson.class);
    }

    private static List<String> refs(RowSource rows) throws Exception {
        List<String> refs = new ArrayList<>();
        while (rows.next()) {
            NewRecipient it = RowRule.check(rows.form(), (field, code) -> {
                throw new AssertionError(field + " " + code);
            });
            refs.add(it.ref());
        }
        return refs;
    }

    private static <T> void same(String example, Class<T> type) {
        JsonNode shown = StrictJson.tree(bytes(example));
        JsonNode answer = StrictJson.shared().valueToTree(read(example, type));
        assertEquals(fields(answer), fields(shown), type.getSimpleName());
    }

    private static List<String> fields(JsonNode node) {
        return Stream.of(node)
                .flatMap(it -> it.properties().stream())
                .map(it -> it.getKey())
                .sorted()
                .toList();
    }

    private static String item(String page) {
        return StrictJson.tree(bytes(page)).at("/items/0").toString();
    }

    private static <T> T read(String json, Class<T> type) {
        return StrictJson.bind(StrictJson.tree(bytes(json)), type);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
