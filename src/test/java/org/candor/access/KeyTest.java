package org.candor.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyTest {
    @Path("/v1/key-test")
    public static class Probe {
        @Inject
        SecurityIdentity identity;

        @GET
        @RolesAllowed(Scopes.CHANNELS_ADMIN)
        public String who() {
            return Caller.of(identity).owner();
        }

        @GET
        @Path("unannotated")
        public String forgotten() {
            return "data";
        }
    }

    @Test
    void a_known_key_is_its_owner() {
        given().auth()
                .oauth2(TestKeys.operator())
                .get("/v1/key-test")
                .then()
                .statusCode(200)
                .body(equalTo("alice"));
    }

    @Test
    void without_a_key_nothing_is_answered_but_a_problem() {
        given().get("/v1/key-test")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/unauthenticated"))
                .body("instance", startsWith("urn:uuid:"));
    }

    @Test
    void a_key_that_was_never_made_is_refused() {
        given().auth().oauth2(ApiKey.make().text()).get("/v1/key-test").then().statusCode(401);
    }

    @Test
    void an_endpoint_that_says_nothing_about_its_callers_is_denied_to_all() {
        given().auth()
                .oauth2(TestKeys.operator())
                .get("/v1/key-test/unannotated")
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/forbidden"));
    }
}
