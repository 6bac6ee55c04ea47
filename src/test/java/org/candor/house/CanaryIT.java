package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.candor.rig.Api;
import org.candor.rig.Cluster;
import org.candor.rig.Postgres;
import org.candor.rig.Samples;
import org.candor.sandbox.SmtpLedger;
import org.candor.sandbox.SmtpSettings;
import org.candor.sandbox.TwilioServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand people with a planted word in everything that is theirs go through a process that logs all it can; then the
 * word is nowhere but in the mail server, the text messages and a sealed column (P5, P6, P7).
 */
class CanaryIT {
    private static final int PLANTED = 10_000;
    private static final int TOLD = 200;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String DIGITS = "1415556";

    /** Local parts by which the mail server misbehaves; most people are simply taken. */
    private static final List<String> FATES =
            List.of("", "", "", "", "", "bounce+", "busy-once+", "garbled+", "cut-before-dot-once+", "");
    /** Seldom: a series in doubt closes the gate. */
    private static final int CUT_EVERY = 40;

    private static final int CUT = 19;

    private final String word = "cnry" + UUID.randomUUID().toString().substring(0, 8);
    private final Canary canary = Canary.of(word, DIGITS);
    private final Map<String, String> answers = new LinkedHashMap<>();

    @TempDir
    Path folder;

    @Test
    void p5_p6_nothing_of_a_person_is_where_it_must_not_be() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (SmtpLedger mail = SmtpLedger.start(SmtpSettings.in(folder.resolve("mail")));
                TwilioServer texts = TwilioServer.start(folder.resolve("texts"), 0);
                Postgres database = Postgres.start(folder.resolve("pg"));
                Cluster one = new Cluster(
                        Cluster.plan(folder.resolve("data"), database, mail.port())
                                .with("candor.courier.sms.main.base-url", "http://127.0.0.1:" + texts.port())
                                .with("candor.courier.sms.main.account-sid", TwilioServer.ACCOUNT)
                                .with(
                                        "candor.courier.sms.main.auth-token-file",
                                        texts.tokenFile().toString())
                                .with("candor.courier.sms.main.from", "+15005550006")
                                .with("candor.courier.sms.main.callback-url", "http://localhost:8080")
                                .with("quarkus.log.level", "TRACE")
                                .with("quarkus.log.category.\"org.candor\".level", "TRACE")
                                .withJvm(
                                        "-Xmx320m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-Djava.io.tmpdir=" + temporary),
                        database)) {
            one.start(0);
            texts.reroute(one.service(0).port());
            live(one);
            assertTrue(mail.taken() > TOLD / 4, "hardly anybody was told");
            List<String> found = new ArrayList<>();
            answers.forEach((what, text) -> found.addAll(canary.in(what, text)));
            one.texts(0).forEach((what, text) -> found.addAll(canary.in(what, text)));
            found.addAll(canary.inFiles(folder.resolve("data")));
            found.addAll(canary.inFiles(temporary));
            found.addAll(canary.in("the database's log", Files.readString(database.log())));
            found.addAll(canary.in("threads", threads(one.service(0).pid())));
            try (Connection connection = database.connect()) {
                found.addAll(canary.inTables(connection));
                assertEquals(List.of(), found);
                planted(connection);
            }
        }
    }

    /** What would be found is found: in a table as it stands and as bytes, and in a line of a log. */
    private void planted(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE planted (a text, b bytea)");
            statement.execute("INSERT INTO planted VALUES ('name of " + word + " here', NULL), (NULL, '" + word
                    + "'::bytea), (encode('xx" + word + "'::bytea, 'base64'), NULL), ('+" + DIGITS + "1234', NULL)");
        }
        assertEquals(4, canary.inTables(connection).size());
        assertFalse(canary.in("log", "a line with " + word.toUpperCase(Locale.ROOT) + "@example.net")
                .isEmpty());
    }

    private void live(Cluster one) throws Exception {
        Api operator = one.api(0, "operator");
        String incident = operator.post("/v1/incidents", incident())
                .expect(201)
                .body()
                .get("id")
                .asText();
        Path most = folder.resolve("most.ndjson");
        Files.write(most, (Iterable<String>) IntStream.range(TOLD, PLANTED).mapToObj(this::person)::iterator);
        said(
                "upload",
                operator.upload("/v1/incidents/" + incident + "/recipients?name=most", "application/x-ndjson", most)
                        .expect(202));
        Path again = folder.resolve("again.ndjson");
        Files.write(again, (Iterable<String>) Stream.concat(
                IntStream.range(TOLD, 2 * TOLD).mapToObj(i -> person(i).replace("Name", "New name")),
                IntStream.range(0, 10).mapToObj(i -> person(i).replace("@", "@@")))::iterator);
        said(
                "merge",
                operator.upload("/v1/incidents/" + incident + "/recipients?name=again", "application/x-ndjson", again)
                        .expect(202));
        Path sheet = folder.resolve("sheet.csv");
        Files.writeString(
                sheet, "ref,email,phone\n" + word + "-s,sheet." + word + "@example.net,\nbad,=" + word + ",\n");
        said("sheet", operator.upload("/v1/incidents/" + incident + "/recipients?name=sheet", "text/csv", sheet));
        wrong(operator, incident, one.service(0).port());
        for (String channel : List.of("email", "sms")) {
            UUID notice = one.release(0, channel, IntStream.range(0, TOLD).mapToObj(this::person));
            one.awaitSettled(notice, LONG);
            said(channel, operator.get("/v1/notices/" + notice));
            said(channel + " list", operator.get("/v1/deliveries?notice=" + notice + "&limit=250"));
            said(channel + " csv", operator.get("/v1/notices/" + notice + "/deliveries.csv"));
            said(channel + " evidence", operator.get("/v1/notices/" + notice + "/evidence"));
        }
        said(
                "erasure",
                operator.post(
                                "/v1/incidents/" + incident + "/erasures",
                                "{\"ref\": \"ref-" + word + "-" + TOLD + "\", \"reason\": \"asked for it\"}")
                        .expect(200));
    }

    /** What is refused is not repeated. */
    private void wrong(Api operator, String incident, int port) throws Exception {
        said("unknown field", operator.post("/v1/incidents", "{\"" + word + "\": \"" + word + "\"}"));
        said("no JSON", operator.post("/v1/incidents", "{\"reference\": \"" + word));
        said("wrong incident", operator.post("/v1/incidents", incident().replace("privacy@example.com", word + "@@x")));
        said("wrong id", operator.get("/v1/deliveries/" + word));
        said("wrong query", operator.get("/v1/deliveries?state=" + word));
        said("unknown query", operator.get("/v1/deliveries?" + word + "=1"));
        said("wrong path", operator.get("/v1/" + word));
        said("wrong ref", operator.get("/v1/incidents/" + incident + "/recipients?ref=" + word));
        said("wrong reason", operator.post("/v1/panic-stop", "{\"reason\": \"" + word + "@example.net\"}"));
        said("key", operator.post("/v1/incidents", incident(), word + "@example.net"));
        said(
                "unknown person",
                operator.post(
                        "/v1/incidents/" + incident + "/erasures",
                        "{\"ref\": \"" + word + "\", \"reason\": \"asked\"}"));
        said(
                "left alone",
                operator.post(
                        "/v1/suppressions",
                        "{\"channel\": \"email\", \"address\": \"alone." + word
                                + "@example.net\", \"reason\": \"asked\"}"));
        said(
                "searched",
                operator.post(
                        "/v1/suppressions/search",
                        "{\"channel\": \"email\", \"address\": \"alone." + word + "@example.net\"}"));
        said("no key", new Api("http://127.0.0.1:" + port, "cnd_" + word).get("/v1/notices"));
    }

    private void said(String what, Api.Answer answer) {
        answers.put(
                "answer " + what, answer.text() + "\n" + answer.raw().headers().map());
    }

    private static String incident() {
        // The organisation's own number is no secret.
        return Samples.incident().replace("+14155550100", "+12125550100");
    }

    private String person(int i) {
        return String.format(
                Locale.ROOT,
                "{\"ref\":\"ref-%1$s-%2$d\",\"name\":\"Name %1$s Number %2$d\",\"email\":\"%3$sp%2$d.%1$s@mail.example.net\","
                        + "\"phone\":\"+%4$s%2$04d\",\"locale\":\"en\",\"region\":\"US-CA\",\"e_consent\":true,"
                        + "\"account\":\"account-%1$s-%2$d\"}",
                word,
                i,
                i % CUT_EVERY == CUT ? "cut-after-dot+" : FATES.get(i % FATES.size()),
                DIGITS);
    }

    private static String threads(long pid) throws Exception {
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(dump.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
