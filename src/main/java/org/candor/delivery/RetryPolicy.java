package org.candor.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When to try again: the pure rule from an outcome to a verdict.
 *
 * <p>Steps grow as listed and the last one repeats; each wait is spread by ±20 % so that a burst of refusals does not come
 * back as a burst.
 *
 * @param steps the wait after the first, second, … counted failure
 * @param limit how many counted attempts a delivery gets
 */
public record RetryPolicy(List<Duration> steps, int limit) {
    private static final double SPREAD = 0.2;

    public RetryPolicy {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || limit < 1) {
            throw new IllegalArgumentException("a retry policy has at least one step and one attempt");
        }
    }

    /** What promises.md says of email: 1 m, 5 m, 15 m, 1 h, 2 h, then every 4 h until the deadline. */
    public static RetryPolicy email() {
        return new RetryPolicy(
                List.of(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(15),
                        Duration.ofHours(1),
                        Duration.ofHours(2),
                        Duration.ofHours(4)),
                Integer.MAX_VALUE);
    }

    /**
     * Decides what follows.
     *
     * @param outcome what the courier saw
     * @param counted how many attempts were counted, this one included
     */
    public Verdict decide(Outcome outcome, int counted, Instant now, RandomGenerator random) {
        return switch (outcome) {
            case Outcome.Accepted it -> new Verdict.Sent(it.reference());
            case Outcome.Busy it -> new Verdict.TryAgain(now.plus(spread(it.pause(), random)), false);
            case Outcome.Failed it ->
                counted < limit
                        ? new Verdict.TryAgain(now.plus(spread(step(counted, it.atLeast()), random)), true)
                        : new Verdict.GaveUp(Duration.ZERO);
            case Outcome.Refused it -> new Verdict.GaveUp(it.suppress());
            case Outcome.OptedOut it -> new Verdict.LeaveAlone(it.suppress());
            case Outcome.Indicted it -> new Verdict.BackToQueue(it.scope(), it.pause());
            case Outcome.Unknown it -> new Verdict.Quarantine(it.pause());
        };
    }

    private Duration step(int counted, Duration atLeast) {
        Duration step = steps.get(Math.min(counted, steps.size()) - 1);
        return step.compareTo(atLeast) < 0 ? atLeast : step;
    }

    private static Duration spread(Duration wait, RandomGenerator random) {
        double factor = 1 - SPREAD + 2 * SPREAD * random.nextDouble();
        return Duration.ofMillis((long) (wait.toMillis() * factor));
    }
}
