package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.candor.rig.Api;
import org.candor.rig.Samples;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FeedTest {
    private static final int FAILURES = 10;

    @Inject
    Pool pool;

    @TestHTTPResource
    URI service;

    @ConfigProperty(name = "candor.data-dir")
    Path data;

    @Test
    void a_claim_that_fails_ten_times_leaves_the_lane_alive() throws Exception {
        AtomicInteger failed = new AtomicInteger();
        Handler counter = counter(failed);
        Logger log = Logger.getLogger(Feed.class.getName());
        log.addHandler(counter);
        Api tool = Api.demo(service.toString().replaceAll("/$", ""), data, "tool");
        String notice;
        run("ALTER TABLE worker RENAME TO worker_away");
        try {
            // An account that has nothing to send claims nothing.
            notice = tool.post("/v1/notices", Samples.inline(3))
                    .expect(202)
                    .body()
                    .get("id")
                    .asText();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> failed.get() >= FAILURES);
        } finally {
            run("ALTER TABLE worker_away RENAME TO worker");
            log.removeHandler(counter);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> tool.get("/v1/notices/" + notice)
                        .body()
                        .path("state")
                        .asText()
                        .startsWith("completed"));
        assertEquals(
                3,
                tool.get("/v1/notices/" + notice)
                        .body()
                        .at("/counts/email/accepted")
                        .asInt());
    }

    private static Handler counter(AtomicInteger failed) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (String.valueOf(line.getMessage()).startsWith("claim failed")) {
                    failed.incrementAndGet();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private void run(String statement) {
        pool.query(statement).execute().await().atMost(Duration.ofSeconds(20));
    }
}
