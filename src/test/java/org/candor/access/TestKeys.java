package org.candor.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.candor.plumbing.StrictJson;

/** The keys that a start in profile test leaves in its data folder, for tests that come in through REST. */
public final class TestKeys {
    private static final Path FILE = Path.of("target/test-data/keys/demo-keys.json");

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

    private static String key(String name) {
        try {
            for (DemoKeys.Shown shown : StrictJson.readOwn(Files.readString(FILE), DemoKeys.Shown[].class)) {
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
