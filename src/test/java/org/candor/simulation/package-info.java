/**
 * Thousands of small histories of the queue and the lane, each from one seed, on one thread, in simulated time: the real
 * statements on a real PostgreSQL, the real classes, and simulated processes, providers, operators and faults around them.
 *
 * <p>What two statements do to each other while both run is not in it: each runs alone. Kills of real processes are
 * elsewhere.
 */
@NullMarked
package org.candor.simulation;

import org.jspecify.annotations.NullMarked;
