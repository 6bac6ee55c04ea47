package org.candor.dispatch;

import org.candor.incident.Person;
import org.candor.notice.Sending;
import org.candor.queue.Claim;
import org.jspecify.annotations.Nullable;

/**
 * A claimed delivery with what its letter needs, opened in one query for the whole batch.
 *
 * @param person null if the recipient was erased meanwhile
 */
record Parcel(Claim claim, Sending sending, @Nullable Person person) {}
