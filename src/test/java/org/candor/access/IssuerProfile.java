package org.candor.access;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.candor.rig.Issuer;

/**
 * The service with an issuer, on a data folder of its own. The issuer is started by the first test that asks for it, and so
 * after the service, which has to do with one that is not there yet.
 */
public final class IssuerProfile implements QuarkusTestProfile {
    // Tests are loaded anew for each profile: what both sides of that must know is kept by the JVM.
    private static final String PORT = "issuer.port";
    private static Issuer running;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "candor.data-dir",
                data().resolve("issuer").toString(),
                "candor.access.oidc.issuer",
                "http://127.0.0.1:" + port(),
                "candor.access.oidc.client-id",
                Issuer.CLIENT,
                "candor.access.oidc.client-secret-file",
                secret().toString(),
                // Here as well: a console without a sandbox to look into, as in production.
                "candor.sandbox.capture-messages",
                "0");
    }

    /** The issuer that the service knows. */
    public static synchronized Issuer issuer() {
        if (running == null) {
            running = Issuer.start(port());
        }
        return running;
    }

    private static int port() {
        Integer known = Integer.getInteger(PORT);
        if (known == null) {
            try (ServerSocket free = new ServerSocket(0)) {
                known = free.getLocalPort();
                System.setProperty(PORT, known.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return known;
    }

    /** Of this process of tests: another may have the same profile at the same time. */
    private static Path data() {
        return Path.of("target/test-data", System.getProperty("test.fork", "1") + "-issuer");
    }

    private static Path secret() {
        try {
            Path folder = Files.createDirectories(data());
            return Files.writeString(folder.resolve("issuer-secret"), Issuer.SECRET + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
