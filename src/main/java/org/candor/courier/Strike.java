package org.candor.courier;

import java.time.Duration;
import org.candor.delivery.Scope;

/** An answer that means little once and much in a row: so many within the window indict a scope. */
enum Strike {
    /** The relay could not be reached or refuses to talk: as often as {@link Storm} says, and for as long. */
    RELAY(Scope.RELAY, Duration.ZERO),
    /** No answer after the point of no return: the same. What is in doubt stays in doubt. */
    DOUBT(Scope.RELAY, Duration.ZERO),
    /** The receiver asks to slow down: three of the last ten to its domain. */
    THROTTLE(Scope.DOMAIN, Duration.ofMinutes(5)),
    /** The receiver refuses us as such: over 2 % of the last 500 to its domain. */
    POLICY(Scope.DOMAIN, Duration.ofMinutes(15));

    private final Scope scope;
    private final Duration pause;

    Strike(Scope scope, Duration pause) {
        this.scope = scope;
        this.pause = pause;
    }

    Scope scope() {
        return scope;
    }

    Duration pause() {
        return pause;
    }
}
