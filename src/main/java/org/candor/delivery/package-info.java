/**
 * The words of delivery: a message to one person and the ways a hand-off can end.
 *
 * <p>Knows what a channel, a state, an outcome and a verdict are, and the pure rules between them. Must not know of
 * databases, providers, time sources or any other room: it depends on the JDK alone. Its door is every public type here.
 */
@NullMarked
package org.candor.delivery;

import org.jspecify.annotations.NullMarked;
