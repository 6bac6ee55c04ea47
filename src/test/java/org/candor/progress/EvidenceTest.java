package org.candor.progress;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.candor.plumbing.Ids;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an export of evidence shows to somebody who has nothing but the file and {@code Verify.java}. */
@QuarkusTest
class EvidenceTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path VERIFIER = Path.of("src/docs/evidence/Verify.java");
    private static final int LINES_MOST = 200;
    private static final Pattern RECORD = Pattern.compile("\\{\"kind\":\"record\",\"no\":(\\d+),\"record\":(.*)\\}");

    @TempDir
    static Path folder;

    private static Method verifier;

    @Inject
    Pool pool;

    @BeforeAll
    static void compile() throws Exception {
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", folder.toString(), VERIFIER.toString()));
        verifier = new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())
                .loadClass("Verify")
                .getMethod("faults", byte[].class, String.class);
    }

    @Test
    void an_export_holds_as_a_program_of_its_own_finds() throws Exception {
        Path file = folder.resolve("evidence.ndjson");
        Files.write(file, export(sent(3)));
        Process check = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        VERIFIER.toString(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(check.waitFor(1, TimeUnit.MINUTES));
        assertEquals("All of it holds.", said.strip());
        assertEquals(0, check.exitValue());
    }

    @Test
    void it_names_each_delivery_with_its_attempts_and_nobody() throws Exception {
        String text = new String(export(sent(3)), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        assertEquals(
                3,
                lines.stream()
                        .filter(it -> it.startsWith("{\"kind\":\"delivery\""))
                        .count());
        assertTrue(text.contains("{\"kind\":\"counts\",\"counts\":{\"email\":{\"accepted\":3}}}"));
        assertTrue(lines.stream()
                .filter(it -> it.startsWith("{\"kind\":\"delivery\""))
                .allMatch(it -> it.contains("\"outcome\" : \"accepted\"")));
        assertTrue(lines.stream()
                .anyMatch(it -> it.contains("\"action\": \"notice.created\"") && it.contains("content_hash")));
        assertFalse(text.contains("@example.net"), "an address");
        assertFalse(text.contains("Person "), "a name");
    }

    @Test
    void one_flipped_bit_of_any_byte_is_found() throws Exception {
        byte[] file = export(sent(1));
        assertEquals(List.of(), faults(file, ""));
        List<Integer> unseen = new ArrayList<>();
        for (int i = 0; i < file.length; i++) {
            byte[] other = file.clone();
            other[i] ^= 1;
            if (faults(other, "").isEmpty()) {
                unseen.add(i);
            }
        }
        assertEquals(List.of(), unseen);
    }

    @Test
    void a_line_that_is_taken_out_doubled_or_moved_is_found() throws Exception {
        List<String> lines =
                new String(export(sent(2)), StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            List<String> less = new ArrayList<>(lines);
            String line = less.remove(i);
            assertFalse(faults(bytes(less), "").isEmpty(), "without line " + (i + 1));
            List<String> twice = new ArrayList<>(lines);
            twice.add(i, line);
            assertFalse(faults(bytes(twice), "").isEmpty(), "line " + (i + 1) + " twice");
            List<String> moved = new ArrayList<>(less);
            moved.add((i + 1) % lines.size(), line);
            assertFalse(faults(bytes(moved), "").isEmpty(), "line " + (i + 1) + " moved");
        }
    }

    @Test
    void a_head_that_was_noted_with_the_file_ties_it_to_the_record_and_an_older_one_covers_none_of_it()
            throws Exception {
        String notice = sent(1);
        String older = head(export(notice));
        byte[] file = export(notice);
        String head = head(file);
        assertEquals(List.of(), faults(file, head));
        String other = head.substring(0, head.length() - 1) + (head.endsWith("0") ? "1" : "0");
        assertFalse(faults(file, other).isEmpty());
        assertFalse(faults(file, older).isEmpty());
        assertFalse(faults(file, "999999999:" + "0".repeat(64)).isEmpty());
    }

    @Test
    void a_record_that_is_hidden_behind_its_digest_or_cut_off_at_the_start_is_missed() throws Exception {
        List<String> lines =
                new String(export(sent(1)), StandardCharsets.UTF_8).lines().toList();
        int records = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher record = RECORD.matcher(lines.get(i));
            if (record.matches()) {
                records++;
                List<String> hidden = new ArrayList<>(lines);
                hidden.set(
                        i,
                        "{\"kind\":\"link\",\"no\":" + record.group(1) + ",\"digest\":\"" + sha256(record.group(2))
                                + "\"}");
                assertFalse(faults(bytes(hidden), head(bytes(lines))).isEmpty(), "line " + (i + 1) + " hidden");
            }
        }
        assertTrue(records > 2, "incident, notice and export");
    }

    @Test
    void letters_of_any_language_are_no_fault() throws Exception {
        ObjectNode order = Rest.inline(1).put("release", true);
        ((ObjectNode) order.at("/incident/organisation")).put("name", "Åsa ą х \u2028 Bank".replace("\u2028", ""));
        String notice = Rest.ALICE.post("/v1/notices", order).path("id");
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        assertEquals(List.of(), faults(export(notice), ""));
    }

    @Test
    void it_holds_before_and_after_its_people_are_erased() throws Exception {
        String notice = sent(2);
        byte[] before = export(notice);
        pool.preparedQuery("""
                        UPDATE recipient SET sealed = NULL, erased_at = clock_timestamp()
                        WHERE id IN (SELECT recipient FROM delivery WHERE notice = $1)""")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(SOON);
        byte[] after = export(notice);
        assertEquals(List.of(), faults(before, ""));
        assertEquals(List.of(), faults(after, head(after)));
    }

    @Test
    void it_holds_after_an_extension_and_its_counts_add_up() throws Exception {
        String notice = sent(2);
        String incident = Rest.ALICE.get(notice).path("incident");
        Rest.ALICE
                .call()
                .header("Idempotency-Key", Rest.fresh())
                .contentType("application/x-ndjson")
                .body((Rest.person(7).toString() + "\n" + Rest.person(8) + "\n").getBytes(StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients?name=later")
                .then()
                .statusCode(202);
        Rest.ALICE.step(notice, "extend").then().statusCode(202);
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        byte[] file = export(notice);
        assertEquals(List.of(), faults(file, head(file)));
        String text = new String(file, StandardCharsets.UTF_8);
        assertTrue(text.contains("{\"kind\":\"counts\",\"counts\":{\"email\":{\"accepted\":4}}}"), text);
        assertTrue(text.contains("\"audience\" : 2") && text.contains("\"extended\" : 2"), text);
    }

    @Test
    void a_notice_that_was_not_submitted_or_is_not_ones_own_has_none() {
        String draft = Rest.ALICE.post("/v1/notices", Rest.inline(1)).path("id");
        get("/v1/notices/" + draft + "/evidence").then().statusCode(409);
        get("/v1/notices/" + Ids.next() + "/evidence").then().statusCode(404);
        String key = TestKeys.make(pool, "carol", Scopes.ALL, Ids.next());
        new Rest(() -> key)
                .call()
                .get("/v1/notices/" + draft + "/evidence")
                .then()
                .statusCode(404);
    }

    @Test
    void the_verifier_is_short_and_needs_none_of_our_code() throws Exception {
        List<String> lines = Files.readAllLines(VERIFIER);
        assertTrue(lines.size() <= LINES_MOST, () -> lines.size() + " lines");
        assertTrue(lines.stream().filter(it -> it.startsWith("import ")).allMatch(it -> it.startsWith("import java.")));
    }

    /** A notice that so many people got; answers its id. */
    private static String sent(int people) {
        String notice = Rest.ALICE
                .post("/v1/notices", Rest.inline(people).put("release", true))
                .path("id");
        await().atMost(SOON).until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        return notice;
    }

    private byte[] export(String notice) {
        Response answer = get("/v1/notices/" + notice + "/evidence");
        answer.then().statusCode(200).contentType(containsString("application/x-ndjson"));
        return answer.asByteArray();
    }

    /** As an auditor would note it: number and hash. */
    private static String head(byte[] file) {
        String last = new String(file, StandardCharsets.UTF_8).lines().toList().getLast();
        return last.replaceAll("\\{\"kind\":\"head\",\"no\":(\\d+),\"hash\":\"([0-9a-f]+)\"}", "$1:$2");
    }

    private static String sha256(String line) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
    }

    @SuppressWarnings("unchecked")
    private static List<String> faults(byte[] file, String noted) throws Exception {
        return (List<String>) verifier.invoke(null, file, noted);
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Response get(String path) {
        return Rest.ALICE.call().get(path);
    }
}
