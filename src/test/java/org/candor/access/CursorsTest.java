package org.candor.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CursorsTest {
    @Path("/v1/cursor-test")
    public static class Probe {
        @Inject
        SecurityIdentity identity;

        @Inject
        Cursors cursors;

        /** The numbers from 0 to 9. */
        @GET
        @RolesAllowed(Scopes.CHANNELS_ADMIN)
        public jakarta.ws.rs.core.Response list(
                @Context UriInfo uri,
                @QueryParam("state") @Nullable String state,
                @QueryParam("limit") @Nullable String limit,
                @QueryParam("cursor") @Nullable String cursor) {
            Caller caller = Caller.of(identity);
            Cursors.Window window = cursors.window(caller, uri);
            int first = window.after() == null ? 0 : Integer.parseInt(window.after()) + 1;
            int end = Math.min(10, first + window.limit());
            List<Integer> items = IntStream.range(first, end).boxed().toList();
            return cursors.page(caller, uri, items, end < 10 ? Integer.toString(end - 1) : null);
        }
    }

    @Test
    void the_next_page_starts_where_the_last_one_ended() {
        Response first = list(TestKeys.operator(), "limit=4&state=a");
        first.then().statusCode(200).body("items", equalTo(List.of(0, 1, 2, 3))).header("Link", notNullValue());
        String link = first.header("Link");
        assertTrue(link.startsWith("</v1/cursor-test?") && link.endsWith(">; rel=\"next\""), link);
        Response second = given().auth()
                .oauth2(TestKeys.operator())
                .urlEncodingEnabled(false)
                .get(link.substring(1, link.indexOf('>')));
        second.then().body("items", equalTo(List.of(4, 5, 6, 7)));
        list(TestKeys.operator(), "state=a&limit=250&cursor=" + second.path("next"))
                .then()
                .body("items", equalTo(List.of(8, 9)))
                .body("next", nullValue())
                .header("Link", nullValue());
    }

    @Test
    void a_cursor_works_for_its_key_and_its_list_only() {
        String cursor = list(TestKeys.operator(), "limit=1&state=a").path("next");
        char changed = cursor.charAt(0) == 'A' ? 'B' : 'A';
        assertEquals(200, list(TestKeys.operator(), "state=a&cursor=" + cursor).statusCode());
        refused(list(TestKeys.approver(), "state=a&cursor=" + cursor));
        refused(list(TestKeys.operator(), "state=b&cursor=" + cursor));
        refused(list(TestKeys.operator(), "state=a&cursor=" + changed + cursor.substring(1)));
        refused(list(TestKeys.operator(), "state=a&cursor=AAAA"));
        refused(list(TestKeys.operator(), "state=a&cursor="));
    }

    @Test
    void a_limit_is_a_number_from_one_to_two_hundred_and_fifty() {
        for (String limit : List.of("0", "251", "1.5", "-1", "", "%00", "1e2", "+5", "99999999999")) {
            refused(list(TestKeys.operator(), "limit=" + limit));
        }
    }

    private static Response list(String key, String query) {
        return given().auth().oauth2(key).urlEncodingEnabled(false).get("/v1/cursor-test?" + query);
    }

    private static void refused(Response answer) {
        answer.then().statusCode(400).body("type", equalTo("/problems/invalid-parameter"));
    }
}
