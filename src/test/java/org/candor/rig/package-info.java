/**
 * What whole-process tests, the drill and the benchmarks share: Candor as a process of its own, and its REST API as an
 * incident tool sees it. Knows nothing of the inside.
 */
@org.jspecify.annotations.NullMarked
package org.candor.rig;
