package org.candor.drill;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuardTest {
    @Test
    void a_killed_drill_takes_its_service_with_it() throws Exception {
        Process drill = new ProcessBuilder("sleep", "60").start();
        Process service = new ProcessBuilder("sleep", "60").start();
        try {
            Guard.watch(drill.pid(), service.pid());
            assertFalse(service.waitFor(2, TimeUnit.SECONDS), "nobody is gone yet");
            drill.destroyForcibly().waitFor();
            assertTrue(service.waitFor(20, TimeUnit.SECONDS), "the service outlives the drill");
        } finally {
            drill.destroyForcibly();
            service.destroyForcibly();
        }
    }
}
