/**
 * Late news: what providers call back with after a hand-off is over, and the list of addresses that are left alone for it.
 *
 * <p>Keeps each thing said once, however often and in whatever order it is said, and joins it to its delivery as soon as
 * that is known. Must not know how a provider's call is read (that is {@code courier}) or what follows from it (that is
 * {@code queue}). Its doors are the addresses below {@code /hooks} and {@code /v1/suppressions}; {@code Receipts} answers
 * whose message a reference is, and {@code LeftAlone} shows the list to the console.
 */
@NullMarked
package org.candor.receipt;

import org.jspecify.annotations.NullMarked;
