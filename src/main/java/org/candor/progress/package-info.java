/**
 * How far each notice has come, delivery by delivery, and how Candor itself is doing: REST answers, a CSV, meters, health.
 *
 * <p>Knows the words of delivery and reads the tables of other rooms. Must not write to any of them, and must not open
 * personal data: people appear as ids. Its doors, for the console, are {@code Deliveries}, {@code Export} and {@code Dossier}.
 */
@NullMarked
package org.candor.progress;

import org.jspecify.annotations.NullMarked;
