/**
 * Who calls, and what they may do: API keys by hash, their owners, scopes and the incidents they are bound to; tokens of an
 * issuer; operators who are signed in.
 *
 * <p>Every endpoint is denied unless it says otherwise: {@code @RolesAllowed(Scopes.X)} for callers with a key,
 * {@code @RolesAllowed(Session.ROLE)} for the console, {@code @PermitAll} for the public. Must not know what an incident or a
 * notice is: only their ids. Its doors are {@code Caller}, {@code Scopes}, {@code Cursors}, and for the console {@code SignIn}
 * and {@code Sessions}.
 */
@NullMarked
package org.candor.access;

import org.jspecify.annotations.NullMarked;
