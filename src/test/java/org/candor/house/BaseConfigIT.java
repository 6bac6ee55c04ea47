package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.candor.rig.Service;
import org.junit.jupiter.api.Test;

/** What {@code k8s/base} configures starts the packaged service in profile {@code prod} against a PostgreSQL from outside. */
class BaseConfigIT {
    private static final Path BASE = Path.of("k8s/base");
    private static final String SECRETS = "/etc/candor/secret";

    @Test
    void the_base_starts_in_production_against_a_database_from_outside() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "base-");
        Path secrets = Files.createDirectories(folder.resolve("secret"));
        makeKeys(secrets.resolve("vault-keys.json"));
        Files.writeString(secrets.resolve("access-keys.json"), """
                [{"name": "tool", "owner": "incident-tool", "scopes": ["incidents:write"], "sha256": "%s"}]
                """.formatted("ab".repeat(32)));
        Files.writeString(secrets.resolve("relay-password"), "not used: nothing is sent here\n");
        Files.writeString(secrets.resolve("twilio-auth-token"), "0123456789abcdef0123456789abcdef\n");
        for (String name :
                new String[] {"access-keys.json", "relay-password", "twilio-auth-token", "vault-keys.json"}) {
            // As the Secret is mounted: read by owner and group, written by nobody.
            Files.setPosixFilePermissions(secrets.resolve(name), PosixFilePermissions.fromString("r--r-----"));
        }
        try (EmbeddedPostgres outside = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("outside"))
                .start()) {
            Files.writeString(
                    secrets.resolve("candor.properties"),
                    "quarkus.datasource.username=postgres\nquarkus.datasource.password=postgres\n");
            Path config = folder.resolve("application.properties");
            String place = "//127.0.0.1:" + outside.getPort() + "/postgres";
            Files.writeString(
                    config,
                    configured().replace(SECRETS, secrets.toString()).replaceAll("//postgres[^/]+/candor", place));
            Service.Plan plan = new Service.Plan("prod", folder.resolve("prod"), Map.of(), List.of())
                    .with("quarkus.config.locations", config + "," + secrets.resolve("candor.properties"));
            try (Service prod = Service.start(plan)) {
                assertTrue(prod.running());
            }
        }
    }

    /** By the command that the README names. */
    private static void makeKeys(Path file) throws Exception {
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar",
                        "vault",
                        "create",
                        "--file",
                        file.toString())
                .inheritIO()
                .start();
        assertEquals(0, made.waitFor());
    }

    private static String configured() throws Exception {
        return Manifests.all(Manifests.of(BASE), ConfigMap.class)
                .getFirst()
                .getData()
                .get("application.properties");
    }
}
