/** What is measured, with the command that prints it: {@code ./mvnw -Pbench}. Never part of the tests. */
@org.jspecify.annotations.NullMarked
package org.candor.bench;
