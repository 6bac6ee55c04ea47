package org.candor.reset;

/**
 * How far the resets of one notice have come. Each figure includes those after it, but for {@code expired}. Opening a link
 * is not counted: mail scanners open them all.
 *
 * @param offered links given out
 * @param requested requests that people made
 * @param handedOver requests that the identity provider has taken
 * @param completed requests of which it said that they are done
 * @param expired links that nobody used in time
 */
public record ResetCounts(long offered, long requested, long handedOver, long completed, long expired) {}
