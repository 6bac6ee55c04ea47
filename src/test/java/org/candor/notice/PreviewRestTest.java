package org.candor.notice;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.candor.incident.Incidents;
import org.candor.incident.Recipients;
import org.junit.jupiter.api.Test;

/** Previews of text messages and posts; those of letters are in {@link NoticeRestTest}. */
@QuarkusTest
class PreviewRestTest {
    @Inject
    Pool pool;

    @Inject
    Incidents incidents;

    @Inject
    Recipients recipients;

    @Test
    void a_text_message_comes_with_what_it_costs_on_the_air() {
        preview(notice(null, null), "channel=sms")
                .statusCode(200)
                .body("channel", equalTo("sms"))
                .body("text", startsWith("Example Bank: your data was in a data breach"))
                .body("text", containsString("https://notices.example.org/r/"))
                .body("segments", equalTo(2))
                .body("encoding", equalTo("GSM-7"))
                .body("offending", hasSize(0))
                .body("network", nullValue())
                .body("subject", emptyString())
                .body("html", emptyString());
        preview(notice("Your data “leaked” – sorry", null), "channel=sms&locale=en")
                .statusCode(200)
                .body("encoding", equalTo("UCS-2"))
                .body("offending", equalTo(List.of("“", "”", "–")));
    }

    @Test
    void a_text_message_is_shown_to_one_recipient_as_well() {
        UUID incident = incident();
        UUID person = recipients.findByRef(incident, "p-0").await().indefinitely();
        ObjectNode body = Rest.notice(incident);
        String notice = Rest.ALICE.post("/v1/notices", body).path("id");
        preview(notice, "channel=sms&recipient=" + person).statusCode(200).body("text", containsString("/r/"));
        preview(notice, "channel=social&recipient=" + person).statusCode(400);
    }

    @Test
    void a_post_leads_to_the_public_page_and_carries_the_code() {
        String notice = notice(null, "Something happened.");
        preview(notice, "channel=social&account=mastodon:main")
                .statusCode(200)
                .body("channel", equalTo("social"))
                .body("network", equalTo("mastodon"))
                .body("text", startsWith("Something happened.\n\nhttps://notices.example.org/notices/20"))
                .body("text", containsString("Check code: "))
                .body("text", not(containsString("/r/")))
                .body("$", hasKey("segments"))
                .body("segments", nullValue());
        preview(notice, "channel=social&account=discourse:main&locale=en")
                .statusCode(200)
                .body("network", equalTo("discourse"))
                .body("subject", startsWith("Data breach at Example Bank ("));
    }

    @Test
    void without_an_account_the_post_is_that_of_the_first_one_the_notice_names() {
        ObjectNode body = Rest.notice(incident());
        body.putArray("channels").add("social");
        body.putArray("accounts").add("email:main").add("x:main");
        preview(Rest.ALICE.post("/v1/notices", body).path("id"), "channel=social")
                .statusCode(200)
                .body("network", equalTo("x"));
    }

    @Test
    void a_post_that_fits_alone_and_not_with_its_link_is_refused_when_it_is_submitted() {
        ObjectNode body = Rest.notice(incident());
        body.putArray("channels").add("email").add("social");
        body.putArray("accounts").add("bluesky:main");
        ((ObjectNode) body.get("content").get("en")).put("social", "a".repeat(290));
        String notice = Rest.ALICE.post("/v1/notices", body).path("id");
        for (String step : List.of("submit", "release")) {
            Rest.ALICE
                    .step(notice, step)
                    .then()
                    .statusCode(422)
                    .body("type", endsWith("post-too-long"))
                    .body("errors.pointer", equalTo(List.of("/content/en/social")));
        }
    }

    @Test
    void a_notice_that_does_not_post_names_no_page_that_may_not_be_there() {
        String notice = Rest.ALICE.post("/v1/notices", Rest.notice(incident())).path("id");
        preview(notice, "channel=social").statusCode(200).body("text", not(containsString("/notices/")));
    }

    @Test
    void what_cannot_be_asked_is_refused() {
        String notice = notice(null, null);
        preview(notice, "channel=fax").statusCode(400);
        preview(notice, "channel=social&account=email:main").statusCode(400);
        preview(notice, "channel=sms&account=mastodon:main").statusCode(400);
        preview(notice, "account=mastodon:main").statusCode(400);
        preview(notice, "channel=social&locale=../x").statusCode(400);
    }

    private String notice(String sms, String social) {
        ObjectNode body = Rest.notice(incident());
        body.putArray("channels").add("email").add("sms").add("social");
        ((ObjectNode) body.get("content").get("en")).put("sms", sms).put("social", social);
        return Rest.ALICE.post("/v1/notices", body).path("id");
    }

    private static ValidatableResponse preview(String notice, String query) {
        return Rest.ALICE.call().get(Rest.path(notice) + "/preview?" + query).then();
    }

    private UUID incident() {
        return org.candor.incident.Samples.incident(
                pool, incidents, recipients, List.of(org.candor.incident.Samples.person("p-0")));
    }
}
