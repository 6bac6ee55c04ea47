package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.candor.delivery.Letter;
import org.candor.incident.IncidentForm;
import org.candor.incident.RecipientForm;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.candor.queue.TestAttempt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API's description shows is what the API takes and gives. */
class ExamplesTest {
    @ParameterizedTest
    @ValueSource(strings = {Examples.NOTICE, Examples.ONE_CALL})
    void a_notice_of_the_description_is_taken(String example) {
        Violations wrong = new Violations();
        NoticeBody body = StrictJson.bind(json(example), NoticeBody.class);
        body.check(wrong, Instant.parse("2026-11-21T00:00:00Z"), locale -> true);
        assertDoesNotThrow(wrong::orThrow);
    }

    @Test
    void the_one_call_of_the_description_holds_an_incident_and_people() {
        JsonNode example = json(Examples.ONE_CALL);
        Violations wrong = new Violations();
        StrictJson.bind(example.get("incident"), IncidentForm.class).check(wrong, "/incident");
        assertDoesNotThrow(wrong::orThrow);
        assertEquals(
                "c-1",
                StrictJson.bind(example.get("recipients").get(0), RecipientForm.class)
                        .ref());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Examples.DRAFT,
                Examples.SUBMITTED,
                Examples.APPROVED,
                Examples.RUNNING,
                Examples.PAUSED,
                Examples.EXTENDED,
                Examples.CANCELLED,
                Examples.ON_ITS_WAY
            })
    void an_answer_of_the_description_has_the_fields_of_the_answer(String example) {
        NoticeView view = assertDoesNotThrow(() -> StrictJson.bind(json(example), NoticeView.class));
        assertEquals(fields(StrictJson.shared().valueToTree(view)), fields(json(example)));
        assertDoesNotThrow(() -> Stage.of(view.state()));
    }

    @Test
    void the_counts_of_the_description_add_up() {
        NoticeView view = StrictJson.bind(json(Examples.ON_ITS_WAY), NoticeView.class);
        assertEquals(
                view.audience(),
                view.counts().get("email").values().stream().mapToLong(it -> it).sum());
    }

    @Test
    void the_smaller_answers_of_the_description_are_answers() {
        List.of(Examples.LIST, Examples.RETRIED, Examples.RESOLVED, Examples.EDIT)
                .forEach(ExamplesTest::json);
        assertDoesNotThrow(() -> StrictJson.bind(json(Examples.LIST), NoticeResource.Listed.class));
        assertDoesNotThrow(() -> StrictJson.bind(json(Examples.RETRIED), StepResource.Retried.class));
        assertDoesNotThrow(() -> StrictJson.bind(json(Examples.RESOLVED), ResolveResource.Resolved.class));
    }

    @Test
    void the_test_of_the_description_is_one() {
        assertEquals(
                "es",
                StrictJson.bind(json(Examples.TEST), TestResource.Wish.class).checked());
        for (String example : List.of(Examples.TEST_BEGUN, Examples.TEST_ENDED)) {
            TestAttempt shown = StrictJson.bind(json(example), TestAttempt.class);
            assertEquals(fields(StrictJson.shared().valueToTree(shown)), fields(json(example)));
        }
    }

    @Test
    void the_decisions_of_the_description_can_be_taken() {
        Violations wrong = new Violations();
        StrictJson.bind(json(Examples.RESOLVE), ResolveResource.One.class).check(wrong);
        for (String example : List.of(Examples.RESOLVE_ALL, Examples.RESOLVE_SOME)) {
            StrictJson.bind(json(example), ResolveAllResource.All.class).check(wrong);
        }
        StrictJson.bind(json(Examples.RETRY_SOME), Chosen.class).check(wrong);
        assertDoesNotThrow(wrong::orThrow);
    }

    @ParameterizedTest
    @ValueSource(strings = {Examples.PREVIEW, Examples.PREVIEW_SMS, Examples.PREVIEW_SOCIAL})
    void a_preview_of_the_description_has_the_fields_of_the_answer(String example) {
        Preview preview = assertDoesNotThrow(() -> StrictJson.bind(json(example), Preview.class));
        assertEquals(fields(StrictJson.shared().valueToTree(preview)), fields(json(example)));
        if (preview.segments() != null) {
            assertEquals(preview, Preview.text(new Letter("", preview.text(), "", preview.locale())));
        }
    }

    private static Set<String> fields(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode json(String text) {
        return StrictJson.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
