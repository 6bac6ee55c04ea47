package org.candor.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.candor.notice.Rest;

/** A notice that was released nine hours ago, is paused, and had its deadline three hours ago. */
final class Late {
    private Late() {}

    static String notice(Pool pool, UUID incident) {
        ObjectNode body = Rest.notice(incident).put("release", true);
        body.put("not_before", Instant.now().plus(1, ChronoUnit.DAYS).toString());
        String notice = Rest.ALICE
                .post("/v1/notices", body)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        pool.preparedQuery("UPDATE notice SET state = 'paused', deadline = clock_timestamp() - interval '3 hours',"
                        + " released_at = clock_timestamp() - interval '9 hours' WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(notice)))
                .await()
                .atMost(Duration.ofSeconds(10));
        return notice;
    }
}
