package org.candor.queue;

import org.candor.delivery.Channel;

/**
 * Fired once for each piece of late news that was joined, after the commit. Carries no ids: it feeds counters.
 *
 * @param news {@link org.candor.delivery.News#word()}
 */
public record Received(Channel channel, String account, String news) {}
