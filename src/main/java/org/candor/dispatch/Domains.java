package org.candor.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.random.RandomGenerator;
import org.candor.delivery.MailDomain;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.queue.Claim;
import org.candor.queue.Holds;

/**
 * Shares one account's lane among the receiving domains, so that one which hangs holds up nobody else. Of what was claimed:
 *
 * <ol>
 *   <li>What is no email goes.
 *   <li>A domain that is held is put off to the end of the hold.
 *   <li>A domain in trouble gets a thirty-second of the lane at most, and all of them together a quarter.
 *   <li>While several sound domains are seen, each gets its allowance and three quarters at most, so that one that suddenly
 *       hangs leaves a way. One that is alone may have the whole lane.
 *   <li>What finds no place is put off, and leaves the lane at once.
 * </ol>
 *
 * <p>Too long is longer than the patience, and than four times what is usual at this account: where the relay itself is
 * slow, nobody is in trouble. Moments are of one process's monotonic clock, in nanoseconds.
 */
final class Domains {
    private static final int SMALL = 32;
    private static final int QUARTER = 4;
    private static final int USUAL = 4;
    private static final int SMOOTHING = 32;
    private static final long SOON = Duration.ofSeconds(1).toNanos();

    /**
     * What becomes of the claims of a batch.
     *
     * @param go these have a place
     * @param later these have none; for how long each is put off
     * @param busy true if some have none only because sound domains have as much in the lane as they may
     */
    record Sorted(List<Claim> go, Map<Claim, Duration> later, boolean busy) {}

    private final int lane;
    private final long patience;
    private final long putOffAtMost;
    private final RandomGenerator random;
    private final Map<Integer, Domain> domains = new HashMap<>();
    private long usual;
    private int inTrouble;
    private int lastSound;
    private boolean mixed;
    private long mixedAt;

    Domains(int lane, Duration patience, Duration putOffAtMost, RandomGenerator random) {
        this.lane = lane;
        this.patience = patience.toNanos();
        this.putOffAtMost = putOffAtMost.toNanos();
        this.random = random;
    }

    /**
     * Gives places to claims.
     *
     * @param held for how many nanoseconds from now a domain is still held; 0 if it is not
     */
    synchronized Sorted sort(List<Claim> claims, IntToLongFunction held, long now) {
        long patient = patient();
        inTrouble = 0;
        for (Domain it : domains.values()) {
            it.look(now, patient);
            inTrouble += it.troubled() ? it.taken() : 0;
        }
        mixed &= now - mixedAt < patience;
        claims.forEach(it -> see(it, now));
        List<Claim> go = new ArrayList<>(claims.size());
        Map<Claim, Duration> later = new LinkedHashMap<>();
        boolean busy = false;
        for (Claim it : claims) {
            Domain domain = domains.get(it.domain());
            long hold = domain == null ? 0 : held.applyAsLong(it.domain());
            if (domain == null) {
                go.add(it);
            } else if (hold <= 0 && hasPlace(domain)) {
                domain.enter(it.delivery());
                inTrouble += domain.troubled() ? 1 : 0;
                go.add(it);
            } else {
                busy |= hold <= 0 && !domain.troubled();
                long spread = spread(domain, hold, now);
                later.put(it, Duration.ofNanos(domain.next(now, hold, spread, domain.gap(), random.nextDouble())));
            }
        }
        return new Sorted(go, later, busy);
    }

    /** Gives time slots to those of domains with a rate; who finds none loses its place. */
    synchronized Sorted slotted(Sorted sorted, Map<Integer, Holds.Slots> slots, long now) {
        List<Claim> go = new ArrayList<>(sorted.go().size());
        Map<Claim, Duration> later = new LinkedHashMap<>(sorted.later());
        Map<Integer, Integer> used = new HashMap<>();
        for (Claim it : sorted.go()) {
            Holds.Slots given = slots.get(it.domain());
            Domain domain = domains.get(it.domain());
            if (given == null || domain == null) {
                go.add(it);
                continue;
            }
            int turn = used.merge(it.domain(), 1, Integer::sum) - 1;
            if (turn < given.permits()) {
                go.add(it.notBefore(now + given.firstNanos() + turn * given.gapNanos()));
            } else {
                domain.leave(it.delivery());
                long from = given.firstNanos() + given.permits() * given.gapNanos();
                later.put(
                        it,
                        Duration.ofNanos(domain.next(now, from, putOffAtMost, given.gapNanos(), random.nextDouble())));
            }
        }
        return new Sorted(go, later, sorted.busy());
    }

    /** Notes which sound domains there are. */
    private void see(Claim it, long now) {
        if (it.domain() == MailDomain.NONE) {
            return;
        }
        Domain domain = domains.computeIfAbsent(it.domain(), _ -> new Domain(lane, share(SMALL), now));
        if (domain.troubled() || it.domain() == lastSound) {
            return;
        }
        if (lastSound != MailDomain.NONE) {
            mixed = true;
            mixedAt = now;
        }
        lastSound = it.domain();
    }

    private boolean hasPlace(Domain domain) {
        if (domain.troubled()) {
            return domain.taken() < domain.allowance() && inTrouble < share(QUARTER);
        }
        return domain.taken() < (mixed ? Math.min(domain.allowance(), Math.max(1, lane - lane / QUARTER)) : lane);
    }

    /** Nobody is put off for longer than the domain has been in trouble: it is over as suddenly as it came. */
    private long spread(Domain domain, long hold, long now) {
        if (hold > 0) {
            return putOffAtMost;
        }
        return domain.troubled()
                ? Math.clamp(domain.troubledFor(now), Math.min(patience, putOffAtMost), putOffAtMost)
                : SOON;
    }

    /** A hand-off begins. */
    synchronized void started(Claim it, long now) {
        Domain domain = domains.get(it.domain());
        if (domain != null) {
            domain.started(it.delivery(), now);
        }
    }

    /** It has ended; what was asked for once more only because of the relay or of us says nothing of the domain. */
    synchronized void ended(Claim it, Outcome outcome, long now) {
        Domain domain = domains.get(it.domain());
        if (domain == null) {
            return;
        }
        long took = domain.ended(it.delivery(), now);
        boolean answered = outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Refused;
        if (answered) {
            usual = usual == 0 ? took : usual + (took - usual) / SMOOTHING;
        }
        if (outcome instanceof Outcome.Indicted why && why.scope() == Scope.DOMAIN) {
            domain.endedRefusingAll();
        } else if (took > patient()) {
            domain.endedLate(took);
        } else if (answered || outcome instanceof Outcome.Failed) {
            domain.endedSoon(took);
        }
    }

    /** It leaves the lane. */
    synchronized void left(Claim it) {
        Domain domain = domains.get(it.domain());
        if (domain != null) {
            domain.leave(it.delivery());
        }
    }

    /** How many places are taken by hand-offs that take too long, as of the last batch. */
    synchronized int hanging() {
        return domains.values().stream().mapToInt(Domain::hanging).sum();
    }

    synchronized int allowance(int domain) {
        Domain it = domains.get(domain);
        return it == null ? share(SMALL) : it.allowance();
    }

    private long patient() {
        return Math.max(patience, USUAL * usual);
    }

    private int share(int part) {
        return Math.max(1, lane / part);
    }
}
