package org.candor.courier;

import org.candor.delivery.Scope;

/** An answer that means little once and much in a row: so many within the window indict a scope. */
enum Strike {
    /** The relay could not be reached or refuses to talk: as often as {@link Storm} says. */
    RELAY(Scope.RELAY),
    /** No answer after the point of no return: the same. What is in doubt stays in doubt. */
    DOUBT(Scope.RELAY),
    /** The receiver asks to slow down: three of the last ten to its domain. */
    THROTTLE(Scope.DOMAIN),
    /** The receiver refuses us as such: over 2 % of the last 500 to its domain. */
    POLICY(Scope.DOMAIN);

    private final Scope scope;

    Strike(Scope scope) {
        this.scope = scope;
    }

    Scope scope() {
        return scope;
    }
}
