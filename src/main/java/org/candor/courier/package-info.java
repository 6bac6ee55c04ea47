/**
 * Hands one letter to one provider and turns its answer into an {@link org.candor.delivery.Outcome}.
 *
 * <p>Knows each provider's wire, codes and limits, and when it has passed the point of no return. Must not know of the
 * queue, notices or recipients. One file a provider, its code table beside it. The only room that may touch Jakarta Mail
 * or a provider's SDK. Its doors are {@code Courier} and {@code Couriers}.
 */
@NullMarked
package org.candor.courier;

import org.jspecify.annotations.NullMarked;
