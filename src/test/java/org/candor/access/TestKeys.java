package org.candor.access;

import io.vertx.mutiny.sqlclient.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.candor.plumbing.Sql;
import org.candor.plumbing.StrictJson;
import org.eclipse.microprofile.config.ConfigProvider;

/** The keys that a start in profile test leaves in its data folder, for tests that come in through REST. */
public final class TestKeys {
    private TestKeys() {}

    /** All scopes, owner {@code alice}. */
    public static String operator() {
        return key("operator");
    }

    /** All scopes, owner {@code bob}. */
    public static String approver() {
        return key("approver");
    }

    /** All scopes, owner {@code incident-tool}. */
    public static String tool() {
        return key("tool");
    }

    /** A fresh key of this owner with these scopes, bound to these incidents; to all if there are none. */
    public static String make(Pool pool, String owner, Set<String> scopes, UUID... incidents) {
        ApiKey key = ApiKey.make();
        NewKey row = new NewKey(key.hash(), "a test's", owner, scopes, List.of(incidents), null, null, null);
        pool.preparedQuery(Sql.of("access").get("load"))
                .execute(Keys.row("command", row))
                .await()
                .atMost(Duration.ofSeconds(10));
        return key.text();
    }

    private static Path file() {
        String data = ConfigProvider.getConfig().getValue("candor.data-dir", String.class);
        return Path.of(data, "keys", "demo-keys.json");
    }

    private static String key(String name) {
        try {
            for (DemoKeys.Shown shown : StrictJson.readOwn(Files.readString(file()), DemoKeys.Shown[].class)) {
                if (shown.name().equals(name)) {
                    return shown.key();
                }
            }
            throw new IllegalStateException("no key named " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
