package org.candor.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.MailDomain;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.plumbing.Ids;
import org.candor.queue.Claim;
import org.junit.jupiter.api.Test;

/** A lane of 64 places, in which a hand-off is late after two seconds and put off for five minutes at most. */
class DomainsTest {
    private static final int LANE = 64;
    private static final int SICK = 5_000;
    private static final int FINE = 6_000;
    private static final Outcome TAKEN = new Outcome.Accepted("", Evidence.of("accepted"));
    private static final Outcome CUT = new Outcome.Failed(Evidence.of("connection-lost"));

    private final Domains domains = new Domains(LANE, Duration.ofSeconds(2), Duration.ofMinutes(5), new Random(1));
    private long now = Duration.ofDays(1).toNanos();

    @Test
    void a_domain_that_is_alone_may_have_the_whole_lane() {
        assertEquals(LANE, sort(claims(SICK, LANE)).go().size());
        Domains.Sorted more = sort(claims(SICK, 1));
        assertEquals(0, more.go().size());
        assertTrue(more.busy());
    }

    @Test
    void what_is_no_email_is_never_put_off() {
        assertEquals(200, sort(claims(MailDomain.NONE, 200)).go().size());
    }

    @Test
    void a_domain_that_hangs_gets_a_thirty_second_and_the_others_the_rest() {
        List<Claim> stuck =
                sort(both(20)).go().stream().filter(it -> it.domain() == SICK).toList();
        assertEquals(LANE / 32, stuck.size());
        start(stuck);
        for (int round = 0; round < 20; round++) {
            List<Claim> fine = sort(both(60)).go();
            assertTrue(fine.stream().allMatch(it -> it.domain() == FINE), "round " + round);
            wellDone(fine, Duration.ofMillis(200));
        }
        assertEquals(stuck.size(), domains.hanging());
    }

    @Test
    void many_domains_that_hang_share_a_quarter() {
        List<Claim> first = new ArrayList<>();
        for (int domain = 5_000; domain < 5_010; domain++) {
            first.addAll(sort(claims(domain, 1)).go());
        }
        assertEquals(10, first.size());
        start(first);
        pass(Duration.ofSeconds(3));
        int more = 0;
        for (int domain = 5_000; domain < 5_010; domain++) {
            more += sort(claims(domain, 1)).go().size();
        }
        assertEquals(LANE / 4 - first.size(), more);
        assertEquals(1, sort(claims(FINE, 1)).go().size());
    }

    @Test
    void a_sound_domain_leaves_a_quarter_to_other_sound_ones() {
        for (int round = 0; round < 40; round++) {
            wellDone(sort(both(100)).go(), Duration.ofMillis(50));
        }
        List<Claim> go = sort(both(100)).go();
        assertEquals(LANE * 3 / 4, go.stream().filter(it -> it.domain() == SICK).count());
    }

    @Test
    void where_the_relay_is_slow_nobody_is_in_trouble() {
        int went = 0;
        for (int round = 0; round < 10; round++) {
            List<Claim> go = sort(both(LANE)).go();
            went = go.size();
            wellDone(go, Duration.ofSeconds(10));
        }
        assertTrue(went >= LANE, "only " + went + " of the last round had a place");
    }

    @Test
    void trouble_is_over_with_the_first_that_ends_soon_and_the_allowance_grows_one_by_one() {
        List<Claim> stuck =
                sort(both(20)).go().stream().filter(it -> it.domain() == SICK).toList();
        start(stuck);
        pass(Duration.ofSeconds(60));
        stuck.forEach(it -> end(it, CUT));
        List<Claim> probes = sort(claims(SICK, 20)).go();
        assertEquals(LANE / 32, probes.size(), "in trouble: no more than at the start");
        start(probes);
        pass(Duration.ofMillis(10));
        end(probes.getFirst(), TAKEN);
        assertEquals(LANE / 32 + 1, domains.allowance(SICK));
        assertTrue(sort(claims(SICK, 20)).busy(), "what waits now waits for a sound domain");
    }

    @Test
    void a_late_end_halves_the_allowance_and_an_early_one_adds_one() {
        for (int round = 0; round < 10; round++) {
            wellDone(sort(both(10)).go(), Duration.ofMillis(5));
        }
        int before = domains.allowance(SICK);
        assertTrue(before > 40, "it has grown to " + before);
        Claim late = sort(claims(SICK, 1)).go().getFirst();
        start(List.of(late));
        pass(Duration.ofSeconds(30));
        end(late, CUT);
        assertEquals(before / 2, domains.allowance(SICK));
    }

    @Test
    void a_domain_that_wants_no_more_for_now_is_asked_with_one() {
        List<Claim> go = sort(both(4)).go();
        start(go);
        go.stream()
                .filter(it -> it.domain() == SICK)
                .forEach(it ->
                        end(it, new Outcome.Indicted(Scope.DOMAIN, Duration.ofMinutes(5), Evidence.of("throttled"))));
        List<Claim> next = sort(claims(SICK, 10)).go();
        assertEquals(1, next.size());
        wellDone(next, Duration.ofMillis(5));
        assertEquals(2, domains.allowance(SICK));
    }

    @Test
    void a_no_for_now_that_comes_soon_is_an_answer_too() {
        List<Claim> go = sort(both(4)).go();
        int before = domains.allowance(SICK);
        start(go);
        pass(Duration.ofMillis(5));
        go.forEach(it -> end(it, new Outcome.Failed(Evidence.of("greylisted"))));
        assertTrue(domains.allowance(SICK) > before);
    }

    @Test
    void what_says_nothing_of_the_domain_changes_nothing() {
        List<Claim> go = sort(both(4)).go();
        start(go);
        int before = domains.allowance(SICK);
        go.forEach(it -> end(it, new Outcome.Busy(Duration.ofSeconds(10), Evidence.of("no-free-connection"))));
        assertEquals(before, domains.allowance(SICK));
        assertEquals(2, sort(claims(SICK, 4)).go().size());
    }

    @Test
    void what_finds_no_place_comes_back_one_after_the_other() {
        List<Duration> waits = sort(both(20)).later().entrySet().stream()
                .filter(it -> it.getKey().domain() == SICK)
                .map(Map.Entry::getValue)
                .toList();
        assertEquals(20 - LANE / 32, waits.size());
        assertEquals(waits.stream().sorted().toList(), waits);
        assertEquals(waits.size(), waits.stream().distinct().count(), "" + waits);
        assertTrue(waits.getLast().compareTo(Duration.ofSeconds(1)) <= 0, "a sound domain is soon back: " + waits);
    }

    @Test
    void nobody_waits_longer_for_a_place_than_the_trouble_is_old() {
        start(sort(both(20)).go().stream().filter(it -> it.domain() == SICK).toList());
        pass(Duration.ofSeconds(3));
        assertEquals(3, sort(claims(SICK, 3)).later().size());
        pass(Duration.ofSeconds(57));
        List<Duration> many = List.copyOf(sort(claims(SICK, 1_000)).later().values());
        assertEquals(1_000, many.size());
        assertTrue(many.stream().allMatch(it -> it.compareTo(Duration.ofSeconds(58)) < 0), "" + many.getLast());
        assertTrue(many.stream().distinct().count() > 900, "they are spread");
        pass(Duration.ofHours(1));
        assertTrue(sort(claims(SICK, 1_000)).later().values().stream()
                .allMatch(it -> it.compareTo(Duration.ofMinutes(5)) <= 0));
    }

    @Test
    void a_held_domain_waits_for_the_end_of_its_hold() {
        Duration hold = Duration.ofMinutes(5);
        Domains.Sorted sorted = domains.sort(both(50), it -> it == SICK ? hold.toNanos() : 0, now);
        assertTrue(sorted.go().stream().noneMatch(it -> it.domain() == SICK));
        assertEquals(
                50,
                sorted.later().keySet().stream()
                        .filter(it -> it.domain() == SICK)
                        .count());
        sorted.later().forEach((claim, wait) -> {
            if (claim.domain() == SICK) {
                assertTrue(wait.compareTo(hold) >= 0 && wait.compareTo(hold.plusMinutes(5)) <= 0, "" + wait);
            }
        });
        assertFalse(domains.sort(claims(SICK, 1), _ -> hold.toNanos(), now).busy(), "nothing to wait for here");
    }

    @Test
    void what_left_the_lane_without_a_hand_off_frees_its_place() {
        List<Claim> all = sort(claims(SICK, LANE)).go();
        all.forEach(domains::left);
        assertEquals(LANE, sort(claims(SICK, LANE)).go().size());
    }

    private Domains.Sorted sort(List<Claim> claims) {
        return domains.sort(claims, _ -> 0, now);
    }

    private void start(List<Claim> claims) {
        claims.forEach(it -> domains.started(it, now));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void end(Claim claim, Outcome outcome) {
        domains.ended(claim, outcome, now);
        domains.left(claim);
    }

    private void wellDone(List<Claim> claims, Duration took) {
        start(claims);
        pass(took);
        claims.forEach(it -> end(it, TAKEN));
    }

    private static List<Claim> both(int each) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            claims.addAll(claims(SICK, 1));
            claims.addAll(claims(FINE, 1));
        }
        return claims;
    }

    private static List<Claim> claims(int domain, int n) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            UUID id = Ids.next();
            claims.add(new Claim(id, id, id, Channel.EMAIL, "email:main", 0, 0, Instant.MAX, id, 0, domain));
        }
        return claims;
    }
}
