package org.candor.delivery;

import java.time.Instant;
import java.util.UUID;

/**
 * One try to hand one delivery to a provider.
 *
 * @param delivery the delivery's id; constant over all attempts, and the stem of the Message-ID
 * @param attempt the number of this attempt, from 1
 * @param attemptId id of this attempt, put into the return path or the callback address
 * @param to where it goes
 * @param letter what it says
 * @param deadline after it the message is of no use: providers that can are told to give up by then
 */
public record Handoff(UUID delivery, int attempt, UUID attemptId, Address to, Letter letter, Instant deadline) {}
