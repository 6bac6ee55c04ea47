/**
 * The durable queue: fill, claim, begin, settle, rescue, cancel; runs, gates, paces, suppression and tallies.
 *
 * <p>Knows deliveries by id, notice, recipient id and blind index, and the state machine between them. Must not know what
 * a notice says, who a recipient is, or how a provider is spoken to. Sole writer of its tables. Its doors are
 * {@code Queue}, {@code Runs}, {@code Gates}, {@code Workers}, {@code Tallies}, {@code Late}, {@code Switchboard} for operators, and the events
 * {@code Settled} and {@code Received}.
 */
@NullMarked
package org.candor.queue;

import org.jspecify.annotations.NullMarked;
