/**
 * The breach and the people it affects: facts, exposed classes, the streamed import of recipients, actions.
 *
 * <p>Knows which rows of a list can be used and how a person is stored sealed. Must not know of notices, deliveries or how
 * anybody is written to. Its doors are {@code Incidents} and {@code Recipients}, and for
 * operators {@code IncidentDesk}, {@code Actions}, {@code Uploads}, {@code Imports} and {@code People}; what callers send arrives as
 * {@code IncidentForm} and {@code RecipientForm}.
 */
@NullMarked
package org.candor.incident;

import org.jspecify.annotations.NullMarked;
