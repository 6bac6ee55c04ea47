package org.candor.rig;

import java.util.UUID;

/**
 * What the service says of one delivery.
 *
 * @param inDoubt how many of its attempts may have reached the provider without our hearing of it
 */
public record Delivered(UUID id, String channel, String state, int inDoubt) {}
