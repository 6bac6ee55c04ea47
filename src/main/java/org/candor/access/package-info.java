/**
 * Who calls, and what they may do: API keys by hash, their owners, scopes and the incidents they are bound to.
 *
 * <p>Every endpoint is denied unless it says otherwise: {@code @RolesAllowed(Scopes.X)} for callers with a key,
 * {@code @PermitAll} for the public. Must not know what an incident or a notice is: only their ids. Its doors are
 * {@code Caller}, {@code Scopes} and {@code Cursors}.
 */
@NullMarked
package org.candor.access;

import org.jspecify.annotations.NullMarked;
