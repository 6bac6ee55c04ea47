/**
 * What was done, by whom and when, never to be changed; and the answers already given to a client's idempotency key.
 *
 * <p>Knows actors and subjects as names and ids only. Must not hold personal data, and must not know who may do what or
 * what an incident is. Its doors are {@code Record}, {@code Reading}, {@code Chain} and
 * {@code Idempotency}.
 */
@NullMarked
package org.candor.record;

import org.jspecify.annotations.NullMarked;
