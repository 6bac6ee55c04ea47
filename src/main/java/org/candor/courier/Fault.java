package org.candor.courier;

import java.time.Duration;
import java.util.Locale;
import org.candor.delivery.Scope;

/** Why a hand-off ended by our own doing, with nothing of the letter sent. */
enum Fault {
    /** The relay offers no STARTTLS, or somebody in between removed it: never in clear instead. */
    STARTTLS_MISSING(Ruling.indicted(Scope.RELAY, Duration.ofMinutes(15))),
    CERTIFICATE_INVALID(Ruling.indicted(Scope.RELAY, Duration.ofMinutes(15))),
    AUTH_MISSING(Ruling.indicted(Scope.ACCOUNT, Duration.ofMinutes(15))),
    PASSWORD_FILE_UNREADABLE(Ruling.indicted(Scope.ACCOUNT, Duration.ofMinutes(15))),
    ADDRESS_UNUSABLE(Ruling.refused()),
    SMTPUTF8_UNSUPPORTED(Ruling.refused()),
    MESSAGE_TOO_BIG(Ruling.refused()),
    NO_FREE_CONNECTION(Ruling.postponed(Duration.ofSeconds(10))),
    STOPPED(Ruling.postponed(Duration.ofSeconds(10))),
    CLOSING(Ruling.postponed(Duration.ofSeconds(10)));

    private final Ruling ruling;

    Fault(Ruling ruling) {
        this.ruling = ruling;
    }

    Ruling ruling() {
        return ruling;
    }

    /** The evidence's reason. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
