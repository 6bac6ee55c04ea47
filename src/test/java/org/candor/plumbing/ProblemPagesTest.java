package org.candor.plumbing;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProblemPagesTest {
    @Test
    void each_type_opens_a_page_that_says_cause_and_fix() {
        ProblemTypes.all()
                .forEach((slug, type) -> given().get("/problems/" + slug)
                        .then()
                        .statusCode(200)
                        .contentType("text/html")
                        .body(containsString(type.fix().split("[<&]")[0])));
    }

    @Test
    void what_the_framework_refuses_has_a_type_with_a_page() {
        for (int status = 400; status < 504; status++) {
            assertTrue(
                    ProblemTypes.all()
                            .containsKey(ProblemDocument.ofStatus(status).slug()),
                    status + "");
        }
    }
}
