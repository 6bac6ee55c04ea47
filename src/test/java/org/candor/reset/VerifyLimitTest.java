package org.candor.reset;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.candor.reset.Browser.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Codes are short enough to be guessed by trying, so whoever guesses wrongly waits. */
@QuarkusTest
@TestProfile(VerifyLimitTest.FewGuesses.class)
class VerifyLimitTest {
    private static final int GUESSES = 3;
    /** One guess a second comes back, so a slow machine may need more than one round of them. */
    private static final int ROUNDS = 20;

    private static final String WRONG = "7QF4-2K9M";

    /** So few wrong guesses at once. */
    public static final class FewGuesses implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "candor.reset.misses-at-once",
                    Integer.toString(GUESSES),
                    "candor.data-dir",
                    "target/test-data/" + System.getProperty("test.fork", "1") + "-guesses");
        }
    }

    @Inject
    Breach breach;

    @Inject
    ResetLinks links;

    @Test
    void who_guesses_too_often_waits_and_learns_nothing_of_a_code_that_is_known() {
        String known = links.code(breach.notice(breach.incident(1)));
        // Whoever guessed here before has used up what there is for a moment.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> check(known).asString().contains("We know this code"));
        Response page = onceBusy(() -> check(known));
        assertEquals("60", page.header("Retry-After"));
        assertFalse(page.asString().contains("We know this code"));
    }

    @Test
    void a_program_that_guesses_too_often_is_told_so_in_its_own_words() {
        Response problem = onceBusy(() -> given().header("Host", Browser.HOST)
                .header("Accept", "application/json")
                .formParam("code", WRONG)
                .post("/verify"));
        assertEquals("60", problem.header("Retry-After"));
        assertEquals("/problems/rate-limited", problem.jsonPath().getString("type"));
    }

    /** What is answered as soon as enough was guessed wrongly. */
    private static Response onceBusy(Supplier<Response> ask) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int guess = 0; guess < GUESSES; guess++) {
                check(WRONG);
            }
            Response answer = ask.get();
            if (answer.statusCode() == 429) {
                return answer;
            }
        }
        throw new AssertionError("nobody was told to wait");
    }

    private static Response check(String typed) {
        return visit().formParam("code", typed).post("/verify");
    }
}
