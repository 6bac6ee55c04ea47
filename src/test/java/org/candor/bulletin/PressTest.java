package org.candor.bulletin;

import static org.candor.bulletin.Board.ago;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.candor.reset.ResetLinks;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PressTest {
    @Inject
    Board board;

    @Inject
    ResetLinks links;

    @Inject
    Pool pool;

    @Test
    void a_draft_has_its_text_which_says_that_it_is_one() {
        String notice = board.draft(board.incident(), "email", "social");
        Response answer = text(notice, "");
        answer.then().statusCode(200).contentType("text/plain;charset=UTF-8").header("Content-Language", "en");
        String text = answer.asString();
        assertTrue(text.startsWith("DRAFT: please keep this to yourself until Example <b>Bank</b> has sent"), text);
        assertTrue(text.contains("\nData breach at Example <b>Bank</b>\n-----"), text);
        assertTrue(text.contains("On 5 November someone copied part of our customer list."), text);
        assertTrue(text.contains("\nhttps://notices.example.org/notices/" + board.slug(notice) + "\n"), text);
        assertTrue(text.contains(links.code(UUID.fromString(notice))), text);
        assertTrue(text.contains("\n- privacy@example.com\n- +14155550100\n"), text);
        assertTrue(text.contains("\n- 1 Main St Springfield\n"), text);
        assertTrue(text.lines().allMatch(it -> it.length() <= 78 || !it.strip().contains(" ")), text);
    }

    @Test
    void a_released_one_bears_its_day() {
        String notice = board.draft(board.incident(), "social");
        board.release(notice, "running", ago(1));
        board.run("UPDATE notice SET released_at = '2026-11-12T10:00:00Z' WHERE id = $1", UUID.fromString(notice));
        String text = text(notice, "").asString();
        assertFalse(text.contains("DRAFT"), text);
        assertTrue(text.contains("\nExample <b>Bank</b>, 12 November 2026\n"), text);
    }

    @Test
    void one_that_waits_for_its_hour_is_a_draft_still_and_a_cancelled_one_tells_nothing() {
        String notice = board.draft(board.incident(), "social");
        board.release(notice, "scheduled", ago(1));
        assertTrue(text(notice, "").asString().startsWith("DRAFT"));
        board.run("UPDATE notice SET state = 'cancelled' WHERE id = $1", UUID.fromString(notice));
        text(notice, "").then().statusCode(409);
    }

    @Test
    void it_comes_in_the_language_that_was_asked_for_if_there_is_one() {
        String notice = board.draft(board.incident(), "social");
        String german = text(notice, "?locale=de-AT").asString();
        assertTrue(german.contains("1. Ändern Sie Ihr Passwort.\n2. Rufen Sie uns an."), german);
        assertTrue(german.contains("Was geschehen ist"), german);
        text(notice, "?locale=fr").then().statusCode(200).header("Content-Language", "en");
        text(notice, "?locale=../en").then().statusCode(400).body("errors[0].pointer", equalTo("locale"));
    }

    @Test
    void only_what_has_a_public_page_names_one() {
        UUID incident = board.incident();
        String personal = board.draft(incident, "email");
        assertFalse(text(personal, "").asString().contains("/notices/"));
        String posted = board.draft(incident, "social");
        String update = board.followUp(incident, "update", posted, "More.", "email");
        assertFalse(text(update, "").asString().contains("/notices/"), "what it follows is not out yet");
        board.release(posted, "running", ago(1));
        assertTrue(text(update, "").asString().contains("/notices/" + board.slug(posted)));
    }

    @Test
    void it_needs_the_scope_and_a_notice_that_the_key_may_see() {
        UUID incident = board.incident();
        String notice = board.draft(incident, "social");
        String path = Rest.path(notice) + "/press.txt";
        Rest blind = new Rest(() -> TestKeys.make(pool, "carol", Set.of(Scopes.RECIPIENTS_READ)));
        assertEquals(403, blind.call().get(path).statusCode());
        Rest elsewhere = new Rest(() -> TestKeys.make(pool, "carol", Set.of(Scopes.NOTICES_READ), Ids.next()));
        assertEquals(404, elsewhere.call().get(path).statusCode());
        assertEquals(404, text(Ids.next().toString(), "").statusCode());
        assertEquals(404, text("x", "").statusCode());
    }

    private static Response text(String notice, String query) {
        return Rest.ALICE.call().get(Rest.path(notice) + "/press.txt" + query);
    }
}
