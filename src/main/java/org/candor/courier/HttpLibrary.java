package org.candor.courier;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sets the HTTP client and the providers' kits up for this process, once. For anyone who sets their log categories to debug
 * they write whole requests down: numbers, texts and credentials. That cannot be switched on here, in any profile.
 */
final class HttpLibrary {
    /** Held, since a logger that nobody holds forgets its level. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.apache.hc"),
            Logger.getLogger("org.apache.hc.client5.http"),
            Logger.getLogger("org.apache.hc.client5.http.headers"),
            Logger.getLogger("org.apache.hc.client5.http.wire"),
            Logger.getLogger("com.twilio"),
            Logger.getLogger("com.twilio.http"),
            Logger.getLogger("com.twilio.http.HttpClient"),
            Logger.getLogger("com.twilio.http.TwilioRestClient"));

    private HttpLibrary() {}

    static void prepare() {
        QUIET.forEach(logger -> logger.setLevel(Level.INFO));
    }
}
