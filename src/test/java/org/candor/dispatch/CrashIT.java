package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.candor.plumbing.CrashPoint;
import org.candor.rig.Api;
import org.candor.rig.Books;
import org.candor.rig.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at each named place, the first and the seventeenth time it gets there, while another one lives on.
 * Then everything must be at rest with nothing lost, nothing doubled, and in doubt no more than was in flight; and what the
 * place itself is to leave behind must be there.
 */
class CrashIT {
    private static final int[] HITS = {1, 17};
    /** For whoever looks for a mistake: {@code -Dcrash.places=after-begin,in-fold}. */
    private static final String ONLY = System.getProperty("crash.places", "");

    private static final int PEOPLE = 300;
    private static final Duration DIES_WITHIN = Duration.ofMinutes(5);

    @TempDir
    static Path folder;

    private static CrashScene scene;

    @BeforeAll
    static void open() throws Exception {
        scene = new CrashScene(folder);
    }

    @AfterAll
    static void close() throws Exception {
        scene.close();
    }

    @TestFactory
    Stream<DynamicTest> whoever_dies_at_a_named_place_loses_and_doubles_nothing() {
        Stream<DynamicTest> each = Stream.of(CrashPoint.values())
                .filter(point -> ONLY.isEmpty() || List.of(ONLY.split(",")).contains(point.word()))
                .flatMap(point -> IntStream.of(HITS)
                        .mapToObj(hit -> DynamicTest.dynamicTest(point.word() + ":" + hit, () -> die(point, hit))));
        return Stream.concat(
                each,
                Stream.of(DynamicTest.dynamicTest(
                        "all of it together", () -> assertEquals(List.of(), scene.allFindings()))));
    }

    private static void die(CrashPoint point, int hit) throws Exception {
        scene.behave();
        CrashScene.Armed armed = scene.arm(point, hit);
        CrashScene.awaitReady(armed);
        switch (point) {
            case INTAKE_BEFORE_COMMIT, INTAKE_AFTER_COMMIT -> intake(armed, point, hit);
            case IMPORT_AFTER_BATCH, IMPORT_BEFORE_END, IMPORT_AFTER_END -> upload(armed, point);
            case FAN_OUT_BEFORE_COMMIT,
                    FAN_OUT_AFTER_PAGE,
                    AFTER_CLAIM,
                    AFTER_BEGIN,
                    AFTER_ANSWER,
                    AFTER_SETTLE,
                    IN_FOLD -> send(armed);
            case RECEIPT_BEFORE_STORE, RECEIPT_AFTER_STORE, IN_JOIN -> receive(armed);
            case IN_RESCUE, AFTER_RESCUE -> rescue(armed, hit);
            case IN_DRAIN -> drain(armed);
            case NOTICE_BEFORE_MOVE, NOTICE_AFTER_MOVE -> complete(armed);
        }
        assertEquals(137, armed.service().awaitExit(DIES_WITHIN));
        scene.texts.reroute(scene.cluster.service(CrashScene.SURVIVOR).port());
        scene.hurry();
        scene.awaitRest();
        Books books = Books.of(scene.database);
        assertEquals(List.of(), scene.findings(books));
        leaves(point, hit, armed, books);
    }

    /** What the place leaves in doubt: nothing before a hand-off begins, and never more than was in flight. */
    private static void leaves(CrashPoint point, int hit, CrashScene.Armed armed, Books books) throws Exception {
        Map<UUID, List<Books.Delivery>> doubts = scene.doubts(books, armed);
        doubts.forEach((worker, its) ->
                assertTrue(its.size() <= CrashScene.IN_FLIGHT, () -> worker + " left " + its.size() + " in doubt"));
        if (point == CrashPoint.AFTER_CLAIM && hit == 1) {
            assertEquals(Map.of(), doubts, "nothing was begun");
        }
        if (point == CrashPoint.AFTER_BEGIN || point == CrashPoint.AFTER_ANSWER) {
            assertFalse(doubts.isEmpty(), "what was begun cannot be known");
        }
        if (point == CrashPoint.AFTER_ANSWER) {
            Set<UUID> taken = scene.ledger().entries().stream()
                    .flatMap(it -> it.delivery().stream())
                    .collect(Collectors.toSet());
            assertTrue(
                    doubts.values().stream().flatMap(List::stream).anyMatch(it -> taken.contains(it.id())),
                    "the provider has taken one of them");
        }
        assertEquals(
                scene.number("SELECT count(*) FROM notice WHERE state LIKE 'completed%'"),
                scene.number("SELECT count(*) FROM audit WHERE action = 'notice.completed'"),
                "each notice is completed once");
    }

    private static void intake(CrashScene.Armed armed, CrashPoint point, int hit) throws Exception {
        Api dying = scene.cluster.api(armed.number(), "operator");
        long before = scene.number("SELECT count(*) FROM notice");
        for (int n = 1; n < hit; n++) {
            dying.post("/v1/notices", Samples.inline(3)).expect(202);
        }
        String body = Samples.inline(3);
        String key = UUID.randomUUID().toString();
        assertTrue(breaks(() -> dying.post("/v1/notices", body, key)), "the last call is not answered");
        Api.Answer again = scene.survivor().post("/v1/notices", body, key).expect(202);
        assertEquals(point == CrashPoint.INTAKE_AFTER_COMMIT ? "true" : "", again.header("Idempotency-Replayed"));
        assertEquals(before + hit, scene.number("SELECT count(*) FROM notice"));
    }

    /** Lists go up until the process dies; the one that was not answered goes up once more. */
    private static void upload(CrashScene.Armed armed, CrashPoint point) throws Exception {
        Api dying = scene.cluster.api(armed.number(), "operator");
        String incident = scene.incident();
        int each = point == CrashPoint.IMPORT_AFTER_BATCH ? 100 : 5;
        int lists = 0;
        Path list;
        String path;
        do {
            list = scene.people(lists * each, each);
            path = "/v1/incidents/" + incident + "/recipients?name=list-" + lists++;
        } while (!breaks(dying, path, list));
        Path last = list;
        String lastPath = path;
        Awaitility.await()
                .atMost(DIES_WITHIN)
                .until(() -> scene.survivor()
                                .upload(lastPath, "application/x-ndjson", last)
                                .status()
                        == 202);
        UUID notice = UUID.fromString(
                Samples.release(scene.survivor(), scene.cluster.api(CrashScene.SURVIVOR, "approver"), incident));
        assertEquals(
                lists * each, Books.of(scene.database).notices().get(notice).audience());
    }

    private static boolean breaks(Api api, String path, Path list) throws Exception {
        return breaks(() -> api.upload(path, "application/x-ndjson", list).expect(202));
    }

    private static void send(CrashScene.Armed armed) throws Exception {
        if (armed.service().running()) {
            scene.cluster.release(CrashScene.SURVIVOR, PEOPLE);
        }
    }

    private static void receive(CrashScene.Armed armed) throws Exception {
        scene.texts.reroute(armed.service().port());
        scene.cluster.release(CrashScene.SURVIVOR, "sms", IntStream.range(0, 40).mapToObj(Samples::recipient));
    }

    /** Workers die one after the other, until this process has rescued all but one; then one in the middle of its work. */
    private static void rescue(CrashScene.Armed armed, int hit) throws Exception {
        while (armed.rescues() < hit - 1) {
            UUID dead = scene.deadWorker();
            Awaitility.await()
                    .atMost(DIES_WITHIN)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() ->
                            scene.number("SELECT count(*) FROM worker WHERE id = ? AND stopped_at IS NOT NULL", dead)
                                    == 1);
        }
        CrashScene.Armed victim = scene.arm(CrashPoint.AFTER_BEGIN, 1);
        CrashScene.awaitReady(victim);
        scene.cluster.release(CrashScene.SURVIVOR, PEOPLE);
        assertEquals(137, victim.service().awaitExit(DIES_WITHIN));
    }

    private static void drain(CrashScene.Armed armed) throws Exception {
        long before = scene.mail.taken();
        scene.mail.latency(Duration.ofSeconds(5), Duration.ofSeconds(6));
        scene.cluster.release(CrashScene.SURVIVOR, PEOPLE / 10);
        Awaitility.await().atMost(DIES_WITHIN).until(() -> scene.mail.taken() > before + CrashScene.IN_FLIGHT / 2);
        assertEquals(137, armed.service().stop());
    }

    private static void complete(CrashScene.Armed armed) throws Exception {
        while (armed.service().running()) {
            scene.survivor().post("/v1/notices", Samples.inline(2)).expect(202);
        }
    }

    private interface Call {
        void make() throws IOException, InterruptedException;
    }

    /** Whether the connection broke instead of an answer. */
    private static boolean breaks(Call call) throws InterruptedException {
        try {
            call.make();
            return false;
        } catch (IOException broken) {
            return true;
        }
    }
}
