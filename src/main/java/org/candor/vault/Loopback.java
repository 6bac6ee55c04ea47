package org.candor.vault;

import java.net.URI;
import java.util.Set;

/** Addresses of this machine, where a key service may be spoken to in clear: an agent beside the service. */
final class Loopback {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private Loopback() {}

    static boolean is(URI address) {
        return address.getHost() != null && NAMES.contains(address.getHost());
    }
}
