package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The server for text messages as the running service has it. */
@QuarkusTest
class TwilioSourceTest {
    @Inject
    HttpServer service;

    @ConfigProperty(name = "candor.sandbox.twilio-port")
    int port;

    @Test
    void callbacks_go_to_the_port_at_which_the_service_really_listens() throws InterruptedException {
        List<TwilioServer> servers =
                TwilioSource.started().stream().filter(it -> it.port() == port).toList();
        assertEquals(1, servers.size());
        for (int i = 0; i < 100 && servers.getFirst().rerouted() == 0; i++) {
            // Told in the background.
            new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
        }
        assertEquals(service.getPort(), servers.getFirst().rerouted());
    }
}
