/**
 * What the public sees of released notices: a page for each, with what followed it, feeds and the text for the press.
 *
 * <p>Knows how these read and how long they may be kept. Must not know of any person, of deliveries or of providers. It
 * has no door: pages only.
 */
@NullMarked
package org.candor.bulletin;

import org.jspecify.annotations.NullMarked;
