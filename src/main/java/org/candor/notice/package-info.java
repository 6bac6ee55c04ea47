/**
 * A notice from draft to release: what it says, who must approve it, whom it goes to, when it is done.
 *
 * <p>Knows the states of a notice, its content hash, and how an audience becomes deliveries page by page. Must not know how
 * a letter is laid out, how a provider is spoken to or what one delivery is doing. Its door is {@code Notices}.
 */
@NullMarked
package org.candor.notice;

import org.jspecify.annotations.NullMarked;
