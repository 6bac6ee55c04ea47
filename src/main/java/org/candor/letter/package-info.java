/**
 * Facts, the caller's words, a person and their link become one letter in that person's language.
 *
 * <p>Knows how an email is laid out, how plain text reads in it and what a hostile name looks like. Must not know of
 * notices' states, queues, providers or where links come from. Its doors are {@code Letters}, {@code Brief} and
 * {@code Content}.
 */
@NullMarked
package org.candor.letter;

import org.jspecify.annotations.NullMarked;
