package org.candor.queue;

import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.News;

/**
 * One piece of late news.
 *
 * @param id names the evidence: the same news joined twice is evidence once
 * @param channel what its source speaks for; news of an attempt of another channel moves nothing
 */
public record Told(UUID id, UUID attempt, Channel channel, News news) {}
