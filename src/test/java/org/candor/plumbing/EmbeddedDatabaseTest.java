package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EmbeddedDatabaseTest {
    @Inject
    Pool pool;

    @Test
    void it_is_started_where_no_address_is_configured_and_keeps_what_it_commits() {
        assertEquals("on", setting("fsync"));
        assertEquals("on", setting("synchronous_commit"));
        assertEquals("terse", setting("log_error_verbosity"));
        assertEquals("127.0.0.1", setting("listen_addresses"));
        assertTrue(setting("server_version_num").compareTo("150000") > 0);
    }

    @Test
    void p8_its_log_repeats_no_values() {
        assertEquals("panic", setting("log_min_error_statement"));
        assertEquals("0", setting("log_parameter_max_length"));
        assertEquals("0", setting("log_parameter_max_length_on_error"));
    }

    private String setting(String name) {
        return pool.query("SHOW " + name)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getString(0);
    }
}
