package org.candor.access;

import io.quarkus.runtime.annotations.QuarkusMain;

/** The way in from a terminal: the service, {@code key create}, {@code key revoke}. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... args) {
        new Launch(System.out, System.err).run(args);
    }
}
