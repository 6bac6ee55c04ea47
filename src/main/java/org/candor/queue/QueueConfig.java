package org.candor.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Optional;

/** The queue's clocks and limits. Their relations are checked at start, so that tests may scale them down together. */
@ConfigMapping(prefix = "candor.queue")
public interface QueueConfig {
    /**
     * What this state of the database is called outside of it: any word, kept by the first start that sees it. Whoever
     * restores a backup changes it, and nothing is sent until a person decided. Absent: not checked.
     */
    Optional<@Size(max = 200) String> epoch();

    /** How often a worker says that it lives. */
    @WithDefault("5s")
    Duration heartbeat();

    /** A worker that could not say so for this long, by its own clock, begins nothing more. */
    @WithDefault("20s")
    Duration selfFence();

    /** A worker silent for this long, by the database's clock, is dead and its rows are rescued. */
    @WithDefault("30s")
    Duration deadAfter();

    /** How often the sweeper looks for what is overdue, rescued, cancelled or to be folded. */
    @WithDefault("1s")
    Duration sweep();

    /** Rows a sweeper moves at a time. */
    @WithDefault("1000")
    @Min(1)
    @Max(10_000)
    int sweepBatch();

    /** How far ahead permits of a pace are given out. */
    @WithDefault("250ms")
    Duration permitAhead();

    /** A permit that was not used for this long is void. */
    @WithDefault("1s")
    Duration permitLife();

    /** A receiving domain's rate that was halved is doubled each time it has behaved for this long. */
    @WithDefault("5m")
    Duration domainEase();

    /** A delivery in doubt is first looked up after this long, if its provider can be asked: a receipt mostly comes sooner. */
    @WithDefault("60s")
    Duration lookAfter();

    /** Between two looks. A message that is not there twice, so far apart, is not there. */
    @WithDefault("5m")
    Duration lookAgain();

    /** Looks at most; then a delivery in doubt waits for a receipt or an operator. */
    @WithDefault("20")
    @Min(2)
    @Max(1_000)
    int looks();

    /**
     * How long evidence is searched for after a hand-off in doubt, before it is repeated or held for a person. Longer than any
     * answer is waited for, so that an answer that comes late comes first.
     */
    @WithDefault("15m")
    Duration quarantine();

    /** So much longer than the longest wait for an answer the quarantine has to be. */
    @WithDefault("60s")
    Duration quarantineMargin();

    /** After so many hand-offs in doubt a delivery is not sent again by itself: it may be what ends the workers. */
    @WithDefault("3")
    @Min(1)
    @Max(100)
    int doubts();

    @AssertTrue(message = "candor.queue: heartbeat < self-fence < dead-after must hold")
    default boolean isOrdered() {
        return heartbeat().compareTo(selfFence()) < 0 && selfFence().compareTo(deadAfter()) < 0;
    }

    @AssertTrue(message = "candor.queue: dead-after < quarantine must hold")
    default boolean isQuarantinedLongEnough() {
        return deadAfter().compareTo(quarantine()) < 0;
    }

    @AssertTrue(message = "candor.queue: 0 < permit-ahead <= permit-life must hold")
    default boolean isPermitted() {
        return permitAhead().isPositive() && permitAhead().compareTo(permitLife()) <= 0;
    }

    @AssertTrue(message = "candor.queue: 0 < look-after and 0 < look-again must hold")
    default boolean isLookedForInTime() {
        return lookAfter().isPositive() && lookAgain().isPositive();
    }
}
