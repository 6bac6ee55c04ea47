package org.candor.rig;

import java.util.UUID;

/**
 * What the service says of one delivery.
 *
 * @param messageId what its mail is known by on the other side
 * @param inDoubt how many of its attempts may have reached the provider without our hearing of it
 * @param flagged whether it is marked as a possible duplicate
 */
public record Delivered(UUID id, String messageId, String channel, String state, int inDoubt, boolean flagged) {}
