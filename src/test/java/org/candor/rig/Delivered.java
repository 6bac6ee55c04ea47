package org.candor.rig;

import java.util.Set;
import java.util.UUID;

/**
 * What the service says of one delivery.
 *
 * @param marks what its message is known by on the other side: the one mark of all its attempts, such as a Message-ID, or
 *     where a provider keeps none the id of each attempt
 * @param inDoubt how many of its attempts may have reached the provider without our hearing of it
 * @param flagged whether it is marked as a possible duplicate
 */
public record Delivered(
        UUID id, Set<String> marks, String account, String channel, String state, int inDoubt, boolean flagged) {
    public Delivered {
        marks = Set.copyOf(marks);
    }
}
