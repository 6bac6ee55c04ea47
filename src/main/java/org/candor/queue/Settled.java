package org.candor.queue;

import org.candor.delivery.Channel;

/**
 * Fired once for each hand-off whose end is recorded, after the commit. Carries no ids: it feeds counters.
 *
 * @param outcome the courier's word: accepted, busy, failed, refused, indicted, unknown
 */
public record Settled(Channel channel, String account, String outcome) {}
