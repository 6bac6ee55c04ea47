package org.candor.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.candor.rig.Books;
import org.candor.rig.Ledger;
import org.candor.rig.Recovery;

/**
 * What came of it.
 *
 * @param lost accepted or delivered, and the mail server never took it; or not at rest; or still held by a dead process
 * @param unflagged taken more than once and not marked as a possible duplicate
 * @param flagged taken more than once, and marked
 * @param unknown hand-offs that ever came to be in doubt
 * @param p99 within which 99 of 100 deliveries that a killed process had claimed and not begun were back
 * @param worst the longest of them
 * @param recovered how many of them there were
 * @param settled from the last kill until nothing moved any more
 */
record Figures(
        int people,
        int kills,
        int databaseKills,
        long lost,
        long unflagged,
        long flagged,
        long unknown,
        Duration p99,
        Duration worst,
        int recovered,
        Duration settled) {
    private static final int IN_FLIGHT = 8;
    private static final Duration MOST_P99 = Duration.ofSeconds(35);
    private static final Duration MOST_WORST = Duration.ofSeconds(45);
    private static final Duration MOST_SETTLED = Duration.ofMinutes(20);

    static Figures of(Books books, Ledger ledger, Recovery recovery, int kills, int databaseKills, Duration settled) {
        Map<UUID, Integer> taken = new HashMap<>();
        ledger.entries().forEach(it -> it.delivery().ifPresent(id -> taken.merge(id, 1, Integer::sum)));
        long lost = 0;
        long unflagged = 0;
        long flagged = 0;
        for (Books.Delivery it : books.deliveries()) {
            int n = taken.getOrDefault(it.id(), 0);
            boolean never = (it.state().equals("accepted") || it.state().equals("delivered")) && n == 0;
            boolean moving =
                    List.of("queued", "claimed", "handing_off", "waiting").contains(it.state());
            lost += never || moving ? 1 : 0;
            unflagged += n > 1 && !it.possibleDuplicate() ? 1 : 0;
            flagged += n > 1 && it.possibleDuplicate() ? 1 : 0;
        }
        return new Figures(
                books.deliveries().size(),
                kills,
                databaseKills,
                lost + (recovery.done() ? 0 : 1),
                unflagged,
                flagged,
                books.doubts(),
                recovery.within(0.99),
                recovery.within(1),
                recovery.times().size(),
                settled);
    }

    /** Whether everything is as promised. */
    boolean good() {
        return lost == 0
                && unflagged == 0
                && unknown <= (long) IN_FLIGHT * kills
                && recovered > 0
                && p99.compareTo(MOST_P99) <= 0
                && worst.compareTo(MOST_WORST) <= 0
                && settled.compareTo(MOST_SETTLED) <= 0;
    }

    void print() {
        say("people                      %,9d", people);
        say("kills of a process          %,9d", kills);
        say("kills of the database       %,9d", databaseKills);
        say("lost                        %,9d   (must be 0)", lost);
        say("unflagged duplicates        %,9d   (must be 0)", unflagged);
        say("flagged duplicates          %,9d", flagged);
        say("unknown hand-offs           %,9d   (at most %,d)", unknown, (long) IN_FLIGHT * kills);
        if (recovered == 0) {
            say("untouched claims back: not measured, since no killed process held one (must be)");
        } else {
            say("untouched claims back: p99  %,9.1f s (at most 35; of %,d)", seconds(p99), recovered);
            say("untouched claims back: worst%,9.1f s (at most 45)", seconds(worst));
        }
        say("settled after the last kill %,9.1f s (at most 1,200)", seconds(settled));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    static void say(String line, Object... values) {
        System.out.println("chaos: " + String.format(Locale.ROOT, line, values));
    }
}
