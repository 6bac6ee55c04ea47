/**
 * Facts, the caller's words, a person and their link become one letter in that person's language.
 *
 * <p>Knows how an email, a text message and a public post are laid out, how plain text reads in them, what they cost on
 * the air and what a hostile name looks like. Must not know of notices' states, queues, providers or where links come
 * from. Its doors are {@code Letters}, {@code Brief}, {@code Content}, {@code Segments} and {@code PostLength}.
 */
@NullMarked
package org.candor.letter;

import org.jspecify.annotations.NullMarked;
