package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.candor.rig.Api;
import org.candor.rig.Cluster;
import org.candor.rig.Postgres;
import org.candor.rig.Samples;
import org.candor.rig.Service;
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
            List.of("", "", "", "", "", "bounce+", "busy-once+", "", "cut-before-dot-once+", "");
    /** Seldom, since a series in doubt closes the gate. */
    private static final Map<Integer, String> RARE = Map.of(19, "cut-after-dot+", 39, "garbled+");

    private static final int RARELY = 40;

    private static final String DEMO_KEYS = "demo-keys.json";
    private static final Pattern KEY = Pattern.compile("cnd_[0-9A-Za-z]{24}");
    private static final Pattern LINK = Pattern.compile("/r/([0-9A-Za-z]{22})");
    private static final Pattern CODE =
            Pattern.compile("(?<![0-9A-Za-z-])([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})(?![0-9A-Za-z-])");

    private static final Pattern LEVEL = Pattern.compile("(?m)^quarkus\\.log\\.category\\.\"([^\"]+)\"\\.level=");
    private static final Pattern LEAST = Pattern.compile("(?m)^quarkus\\.log\\.category\\.\"([^\"]+)\"\\.min-level=");

    /** The first two words of a category, shortened as the log writes them. */
    private static final Pattern TALKER = Pattern.compile("(?m)^\\S+ TRACE \\[(\\w+\\.\\w+)");

    private static final Set<String> LIBRARIES = Set.of("or.ca", "or.hi", "io.ne", "io.ve");

    private final String word = "cnry" + UUID.randomUUID().toString().substring(0, 8);
    private final Canary canary = Canary.of(word, DIGITS);
    private final Map<String, String> answers = new LinkedHashMap<>();

    @TempDir
    Path folder;

    @Test
    void p5_p6_nothing_of_a_person_is_where_it_must_not_be() throws Exception {
        // Where nobody can make a file: a folder below what is none. Vert.x must have one; nothing is written there.
        Path temporary = Files.createFile(folder.resolve("no-folder")).resolve("tmp");
        Files.createDirectory(folder.resolve("cache"));
        try (SmtpLedger mail =
                        SmtpLedger.start(SmtpSettings.in(folder.resolve("mail")).keepingMail(true));
                TwilioServer texts = TwilioServer.start(folder.resolve("texts"), 0);
                Postgres database = Postgres.start(folder.resolve("pg"));
                Cluster one = new Cluster(telling(plan(texts, database, mail, temporary)), database)) {
            one.start(0);
            texts.reroute(one.service(0).port());
            live(one);
            assertTrue(mail.taken() > TOLD / 4, "hardly anybody was told");
            search(one, database);
            try (Stream<Path> cached = Files.walk(folder.resolve("cache"))) {
                assertEquals(List.of(), cached.filter(Files::isRegularFile).toList());
            }
        }
    }

    private Service.Plan plan(TwilioServer texts, Postgres database, SmtpLedger mail, Path temporary) {
        return Cluster.plan(folder.resolve("data"), database, mail.port())
                .with("candor.courier.sms.main.base-url", "http://127.0.0.1:" + texts.port())
                .with("candor.courier.sms.main.account-sid", TwilioServer.ACCOUNT)
                .with(
                        "candor.courier.sms.main.auth-token-file",
                        texts.tokenFile().toString())
                .with("candor.courier.sms.main.from", "+15005550006")
                .with("candor.courier.sms.main.callback-url", "http://localhost:8080")
                .with("candor.courier.email.main.waits", "0.01")
                .with("candor.dispatch.email-backoff", "1s")
                .withJvm(
                        "-Xmx320m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary.toAbsolutePath(),
                        "-Dvertx.cacheDirBase=" + folder.resolve("cache"));
    }

    /** Everything that can be made to tell more does so, whatever the settings that come with the program say. */
    private static Service.Plan telling(Service.Plan plan) throws IOException {
        Service.Plan all =
                plan.with("quarkus.log.level", "TRACE").with("quarkus.log.category.\"org.candor\".level", "TRACE");
        for (String category : pinned()) {
            all = all.with("quarkus.log.category.\"" + category + "\".level", "TRACE");
        }
        return all;
    }

    /** What the settings that come with the program keep quiet, but for what is not in the program at all. */
    private static Set<String> pinned() throws IOException {
        String settings = Files.readString(Path.of("src/main/resources/application.properties"));
        Set<String> pinned = new TreeSet<>();
        LEVEL.matcher(settings).results().forEach(it -> pinned.add(it.group(1)));
        LEAST.matcher(settings).results().forEach(it -> pinned.remove(it.group(1)));
        assertTrue(pinned.contains("org.hibernate"), pinned::toString);
        return pinned;
    }

    private void search(Cluster one, Postgres database) throws Exception {
        Map<String, String> said = new LinkedHashMap<>(one.texts(0));
        String threads = threads(one.service(0).pid());
        assertTrue(threads.contains("Full thread dump"), "no thread dump");
        assertTrue(said.get("metrics").contains("candor_deliveries{"), "no metrics");
        Set<String> talkers = TALKER.matcher(Files.readString(one.service(0).log()))
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(talkers.containsAll(LIBRARIES), talkers::toString);
        said.put("threads", threads);
        said.put("the database's log", Files.readString(database.log()));

        Set<String> codes = written(CODE);
        Set<String> links = written(LINK);
        assertTrue(links.size() > TOLD / 4 && !codes.isEmpty(), "hardly a link was written");
        links.addAll(demoKeys());
        Canary all = canary.and(union(links, codes));

        List<String> found = new ArrayList<>();
        answers.forEach((what, text) -> found.addAll(canary.and(links).in(what, text)));
        said.forEach((what, text) -> found.addAll(all.in(what, text)));
        found.addAll(all.inFiles(folder.resolve("data"), "people-", DEMO_KEYS));
        found.addAll(canary.inFiles(folder.resolve("data").resolve("keys")));
        try (Connection connection = database.connect()) {
            found.addAll(canary.and(links).inTables(connection));
            // A code is shown to whoever asks whether a notice is real: the notice's own row has it.
            found.addAll(all.inTables(connection, it -> !it.equals("public.reset_notice")));
            assertEquals(List.of(), found);
            planted(connection, links.iterator().next(), codes.iterator().next());
        }
        planted(all, said.get("metrics"), links.iterator().next());
    }

    /** What the messages say that went out, decoded. */
    private Set<String> written(Pattern what) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> mails = Files.list(folder.resolve("mail").resolve("mail"))) {
            for (Path mail : (Iterable<Path>) mails::iterator) {
                String text = Files.readString(mail, StandardCharsets.ISO_8859_1)
                        .replace("=\r\n", "")
                        .replace("=3D", "=")
                        .replace("=2D", "-");
                what.matcher(text).results().forEach(it -> found.add(it.group(1)));
            }
        }
        return found;
    }

    private Set<String> demoKeys() throws IOException {
        Path file = folder.resolve("data").resolve("keys").resolve(DEMO_KEYS);
        Set<String> keys = new TreeSet<>();
        KEY.matcher(Files.readString(file)).results().forEach(it -> keys.add(it.group()));
        assertEquals(3, keys.size());
        return keys;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new TreeSet<>(one);
        both.addAll(other);
        return both;
    }

    /** What would be found in a table is found: as it stands, encoded, as bytes, in a schema of its own. */
    private void planted(Connection connection, String link, String code) throws Exception {
        List<String> texts = new ArrayList<>();
        for (String what : List.of(word, DIGITS)) {
            for (String before : List.of("", "x", "xx")) {
                texts.add("encode('" + before + what + " yz'::bytea, 'base64')");
            }
            texts.add("encode('" + what + "'::bytea, 'hex')");
        }
        for (String plain : List.of("name of " + word + " here", "+" + DIGITS + "1234", "/r/" + link, code)) {
            texts.add("'" + plain + "'");
            texts.add("encode('" + plain + "'::bytea, 'escape')");
        }
        String wrapped = "encode(('" + "x".repeat(50) + word + "')::bytea, 'base64')";
        texts.add(wrapped);
        texts.add("to_jsonb(" + wrapped + ")::text");
        List<String> bytes = new ArrayList<>();
        for (String plain : List.of(word, "+" + DIGITS + "1234", "/r/" + link)) {
            bytes.add("'" + plain + "'::bytea");
        }
        bytes.add("encode('x" + word + "'::bytea, 'base64')::bytea");
        bytes.add("(" + wrapped + ")::bytea");
        Canary all = canary.and(Set.of(link, code));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA elsewhere");
            statement.execute("CREATE TABLE elsewhere.planted (a text, b bytea)");
            for (String it : texts) {
                statement.execute("INSERT INTO elsewhere.planted (a) VALUES (" + it + ")");
                found(all, connection, it);
            }
            for (String it : bytes) {
                statement.execute("INSERT INTO elsewhere.planted (b) VALUES (" + it + ")");
                found(all, connection, it);
            }
        }
    }

    private static void found(Canary all, Connection connection, String what) throws Exception {
        assertFalse(all.inTables(connection, "elsewhere.planted"::equals).isEmpty(), what);
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE elsewhere.planted");
        }
    }

    /** And so it is in a line of a log, in a file, in metrics and in an answer. */
    private void planted(Canary all, String metrics, String link) throws Exception {
        Path data = folder.resolve("data");
        for (String it : List.of(word.toUpperCase(Locale.ROOT) + "@example.net", "/r/" + link, DIGITS + "9876")) {
            String told = "of " + it + ".";
            assertEquals(1, all.in("log", "a line\nand one " + told + "\n").size(), told);
            assertEquals(
                    1,
                    all.in("metrics", metrics + "\ncandor_planted{a=\"" + told + "\"} 1.0\n")
                            .size(),
                    told);
            assertEquals(
                    1, all.in("answer", answers.get("answer wrong id") + told).size(), told);
            Path file = Files.writeString(
                    Files.createDirectories(data.resolve("deep/below")).resolve("planted"), told);
            assertEquals(1, all.inFiles(data, "people-", DEMO_KEYS).size(), told);
            Files.delete(file);
        }
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
        refused("unknown field", operator.post("/v1/incidents", "{\"surname\": \"" + word + "\"}"));
        refused("no JSON", operator.post("/v1/incidents", "{\"reference\": \"" + word));
        refused(
                "wrong incident",
                operator.post("/v1/incidents", incident().replace("privacy@example.com", word + "@@x")));
        refused("wrong id", operator.get("/v1/deliveries/" + word));
        refused("wrong query", operator.get("/v1/deliveries?state=" + word));
        refused("unknown query", operator.get("/v1/deliveries?" + word + "=1"));
        refused("wrong path", operator.get("/v1/" + word));
        said("ref of nobody", operator.get("/v1/incidents/" + incident + "/recipients?ref=" + word));
        refused("wrong reason", operator.post("/v1/panic-stop", "{\"reason\": \"" + word + "@example.net\"}"));
        said("key", operator.post("/v1/incidents", incident(), word + "@example.net"));
        refused(
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
        refused("no key", new Api("http://127.0.0.1:" + port, "cnd_" + word).get("/v1/notices"));
    }

    private void refused(String what, Api.Answer answer) {
        assertTrue(answer.status() >= 400, () -> what + " was taken: " + answer.status());
        said(what, answer);
    }

    private void said(String what, Api.Answer answer) {
        answers.put("answer " + what, answer.text() + "\n" + answer.headers().map());
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
                RARE.getOrDefault(i % RARELY, FATES.get(i % FATES.size())),
                DIGITS);
    }

    private static String threads(long pid) throws Exception {
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
