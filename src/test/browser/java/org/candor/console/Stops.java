package org.candor.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.notice.Rest;
import org.candor.sandbox.Posting;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where each route of the console leads, once there is something of everything to be seen: made by who walks there. */
final class Stops {
    private static final String LIST =
            "ref,name,email,phone\nx-1,Anna,anna@example.net,\nx-2,Bert,broken@@,\nx-3,Cleo,cleo@example.net,\n";

    private final Desk desk;

    private Stops(Desk desk) {
        this.desk = desk;
    }

    /** By route, as {@link Routes} names them. */
    static Map<String, Stop> of(Desk desk) throws IOException {
        Stops stops = new Stops(desk);
        stops.plan();
        return stops.all;
    }

    /** What is asked of a route: the page that has this text in its main part; or, without a text, an answer of this status. */
    record Stop(String path, String text, int status) {}

    private final Map<String, Stop> all = new TreeMap<>();

    private void page(String route, String path, String text) {
        all.put(route, new Stop(path, text, 200));
    }

    /** A part of a page, a frame's document or a file. */
    private void piece(String route, String path, int status) {
        all.put(route, new Stop(path, "", status));
    }

    private void plan() throws IOException {
        String done = Watched.done(Watched.order("anna", "bounce", "cut-after-dot"));
        String incident = Watched.incident(done);
        page("/console", "/console", "Report an incident");
        piece("/console/live", "/console/live", 200);
        page("/console/approvals", "/console/approvals", "Waiting for a second person");
        page("/console/deliveries", "/console/deliveries", "Receiving domain");
        page("/console/record", "/console/record", "Verify now");
        page("/console/help", "/console/help", "It was taken, and came back.");
        page("/console/zone", "/console/zone", "Your time zone");
        page("/console/record/verify", "/console/record/verify", "The chain holds.");
        page("/console/stop/lift", "/console/stop/lift", "goes out to people at once");
        people(incident);
        running(done);
        drafts(incident);
        accounts();
        captured();
        page("/console/sign-in", "/console/sign-in", "API key");
        piece("/console/sign-in/issuer", "/console/sign-in/issuer", 404);
        piece("/console/sign-in/issuer/back", "/console/sign-in/issuer/back", 404);
    }

    private void people(String incident) {
        String at = "/console/incidents/" + incident;
        desk.visit.console(at + "/import");
        desk.page
                .getByLabel("File, CSV or NDJSON, in UTF-8")
                .setInputFiles(new FilePayload("people.csv", "text/csv", LIST.getBytes(StandardCharsets.UTF_8)));
        desk.visit.button("Send the list").click();
        desk.page.waitForURL("**/console/imports/*");
        String imported = desk.page.url().replaceFirst(".*(/console/)", "$1");
        String person = at + "/people/"
                + desk.value("SELECT id FROM recipient WHERE incident = $1 LIMIT 1", UUID.fromString(incident));
        String root = "/console/incidents/{id}";
        page("/console/incidents/new", "/console/incidents/new", "Its email address for questions");
        page(root, at, "Who is affected");
        page(root + "/edit", at + "/edit", "Channels that the attacker may read");
        page(root + "/import", at + "/import", "Send a list");
        piece(root + "/import/live", at + "/import/live", 200);
        page("/console/imports/{id}", imported, "3 rows = 2 new");
        piece("/console/imports/{id}/live", imported + "/live", 286);
        piece("/console/imports/{id}/rejects.csv", imported + "/rejects.csv", 200);
        page(root + "/assessment", at + "/assessment", "people");
        piece(root + "/assessment/part", at + "/assessment/part", 200);
        page(root + "/actions", at + "/actions", "Add to the record");
        page(root + "/erase", at + "/erase", "once more");
        page(root + "/people", at + "/people", "c-0");
        page(root + "/people/{person}", person, "Agreed to notices by email");
        page(root + "/people/{person}/reveal", person + "/reveal", "Reason, for the record");
        page(root + "/people/{person}/erase", person + "/erase", "Reason, for the record");
        page(root + "/notices/new", at + "/notices/new", "What kind of notice");
    }

    private void running(String done) {
        String root = "/console/notices/{id}";
        String at = "/console/notices/" + done;
        String unknown = Watched.deliveries(done, "unknown").getFirst();
        page(root, at, "3 people = 1 unknown + 1 accepted + 1 failed");
        piece(root + "/live", at + "/live", 286);
        piece(root + "/deliveries.csv", at + "/deliveries.csv", 200);
        piece(root + "/evidence.ndjson", at + "/evidence.ndjson", 200);
        page(root + "/unreached", at + "/unreached", "Reason, for the record");
        page(root + "/retry", at + "/retry", "Up to 1 delivery");
        page(root + "/extend", at + "/extend", "The people of the lists");
        page(root + "/unknowns", at + "/unknowns", "Of these nobody knows");
        for (String way : List.of("resend", "accepted", "give-up")) {
            page(root + "/unknowns/" + way, at + "/unknowns/" + way + "?channel=email", "Reason, for the record");
            page(root + "/chosen/" + way, at + "/chosen/" + way + "?d=" + unknown, "1 delivery that you chose");
        }
        String refused = Watched.done(Watched.order("anna", "rcpt-550-5.7.1"));
        page(
                root + "/chosen/retry",
                "/console/notices/" + refused + "/chosen/retry?d="
                        + Watched.deliveries(refused, "failed").getFirst(),
                "1 delivery that you chose");
        page(root + "/deliveries", at + "/deliveries?state=unknown", "Tick deliveries");
        page("/console/deliveries/{id}", "/console/deliveries/" + unknown, "Nobody knows whether it was taken");
        page("/console/deliveries/{id}/reveal", "/console/deliveries/" + unknown + "/reveal", "Reason, for the record");
        ObjectNode later = Watched.order("anna")
                .put(
                        "not_before",
                        Instant.now()
                                .plus(1, ChronoUnit.HOURS)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
        String paused = Rest.ALICE.post("/v1/notices", later).path("id");
        Rest.ALICE.step(paused, "pause").then().statusCode(200);
        page(root + "/resume", "/console/notices/" + paused + "/resume", "1 delivery that waited");
        page(root + "/cancel", "/console/notices/" + paused + "/cancel", "1 delivery will not go out");
    }

    private void drafts(String incident) {
        String root = "/console/notices/{id}";
        String draft = Rest.ALICE
                .post("/v1/notices", Rest.notice(UUID.fromString(incident)))
                .path("id");
        String at = "/console/notices/" + draft;
        page(root + "/edit", at + "/edit", "As people get it");
        page(root + "/preview", at + "/preview", "As HTML");
        desk.visit.console(at + "/edit");
        desk.visit.button("Save and send a test to me").click();
        desk.awaitTaken();
        String test = desk.page.url().replaceFirst(".*(/console/)", "$1");
        page(root + "/tests/{test}", test, "It was taken.");
        piece(root + "/tests/{test}/live", test + "/live", 286);
        desk.visit.console(at + "/preview");
        piece(root + "/preview/email", desk.page.locator("iframe").getAttribute("src"), 200);
        String many = Rest.ALICE.post("/v1/notices", Rest.inline(101)).path("id");
        Rest.ALICE.step(many, "submit").then().statusCode(200);
        page(root + "/approve", "/console/notices/" + many + "/approve", "I have read it, and it may go out");
        page(root + "/release", "/console/notices/" + many + "/release", "You are a second person");
    }

    private void accounts() {
        page("/console/channels", "/console/channels", "email:main");
        page("/console/channels/{account}/open", "/console/channels/email:main/open", "Reason, for the record");
        page("/console/channels/{account}/pace", "/console/channels/email:main/pace", "Reason, for the record");
        page("/console/suppressions", "/console/suppressions", "there is no such mailbox");
        desk.visit.console("/console/suppressions");
        String lift = desk.page.locator("main tbody .acts a").first().getAttribute("href");
        page("/console/suppressions/{id}/lift", lift, "Reason, for the record");
        String own = "/console/keys/" + desk.value("SELECT id FROM api_key WHERE owner = $1", desk.owner);
        page("/console/keys", "/console/keys", "Last used (UTC)");
        page("/console/keys/new", "/console/keys/new", "Make the key");
        page("/console/keys/{id}/rotate", own + "/rotate", "once more");
        page("/console/keys/{id}/revoke", own + "/revoke", "Reason, for the record");
    }

    private void captured() throws IOException {
        Path token =
                Path.of(ConfigProvider.getConfig().getValue("candor.courier.sms.main.auth-token-file", String.class));
        Posting.text(port("twilio"), token, "+491701234567", "walk " + "Привет".repeat(20));
        Posting.post(port("mastodon"), "walk: https://notices.example.org/notices/x");
        String root = "/console/sandbox";
        page(root, root, "How to make a provider fail");
        piece(root + "/live", root + "/live", 200);
        page(root + "/clear", root + "/clear", "Forget them");
        String mail = first("mails");
        page(root + "/mails/{number}", mail, "Headers");
        piece(root + "/mails/{number}/html", mail + "/html", 200);
        piece(root + "/mails/{number}/source", mail + "/source", 200);
        page(root + "/texts/{number}", first("texts"), "UCS-2");
        page(root + "/posts/{number}", first("posts"), "notices.example.org/notices/x");
    }

    private String first(String kind) {
        desk.visit.console("/console/sandbox");
        return desk.page
                .locator("main tbody a[href*='/" + kind + "/']")
                .first()
                .getAttribute("href")
                .replaceFirst("\\?.*", "");
    }

    private static int port(String server) {
        return ConfigProvider.getConfig().getValue("candor.sandbox." + server + "-port", Integer.class);
    }
}
