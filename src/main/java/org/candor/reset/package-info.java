/**
 * Reset links, the page behind them, who asked for a new password, the hand-over to the identity provider, and the page
 * where anybody can check a code.
 *
 * <p>A link here never logs anybody in: it only asks the identity provider to start its own reset. Knows a notice by its id,
 * code and subjects. Must not know of deliveries, channels' providers or a notice's states, and never sees a password. Its
 * door is {@code ResetLinks}.
 */
@NullMarked
package org.candor.reset;

import org.jspecify.annotations.NullMarked;
