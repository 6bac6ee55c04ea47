/** Kills in the hundreds, with the clocks as they are in production: {@code ./mvnw -Pchaos}. Never part of the tests. */
@org.jspecify.annotations.NullMarked
package org.candor.chaos;
