package org.candor.incident;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Which web addresses people may be sent to and Candor may call: https, a name in the public DNS, no user information, port
 * 443 or 8443 (security.md W5). Where such a name leads is checked again when it is called.
 */
final class WebAddress {
    private static final Set<Integer> PORTS = Set.of(-1, 443, 8443);
    // Names that are no names of the public DNS: RFC 6761, RFC 6762, RFC 8375 and what clusters and routers use.
    private static final Set<String> PRIVATE = Set.of(
            "localhost",
            "local",
            "internal",
            "intranet",
            "private",
            "corp",
            "home",
            "lan",
            "arpa",
            "svc",
            "onion",
            "invalid",
            "localdomain");

    private WebAddress() {}

    static boolean isPublic(String text) {
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            return "https".equalsIgnoreCase(uri.getScheme())
                    && host != null
                    && uri.getRawUserInfo() == null
                    && PORTS.contains(uri.getPort())
                    && EmailRule.domain(host)
                    && publicName(host.toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean publicName(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        // The last label of an address written as a number is a number, be it octal or hexadecimal.
        return !PRIVATE.contains(last) && Character.isLetter(last.charAt(0)) && !last.startsWith("0x");
    }
}
