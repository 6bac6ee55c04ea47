/**
 * The moving part: pulls claimed deliveries, has their letters written, begins, sends and settles them.
 *
 * <p>Knows the order of the steps and how many may be in flight. Must not know what a letter says or how a provider
 * answers. All reactive messaging lives here; no other room depends on it, so it has no door.
 */
@NullMarked
package org.candor.dispatch;

import org.jspecify.annotations.NullMarked;
