package org.candor.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.candor.delivery.MailDomain;
import org.candor.queue.Switchboard.Waiting;

/** What waits, by receiving domain and by how long ago it was queued: the rows of one account, the longest first. */
record BacklogTable(String account, List<Row> rows, String others) {
    static final List<String> AGES = List.of("up to 1 min", "5 min", "15 min", "1 h", "4 h", "1 day", "longer");
    private static final int MOST = 20;

    /**
     * @param shade 0 for none to 4, beside the number
     */
    record Cell(String number, int shade) {}

    record Row(String domain, String sum, List<Cell> cells) {}

    static List<BacklogTable> of(List<Waiting> waiting) {
        Map<String, Map<Integer, long[]>> accounts = new TreeMap<>();
        for (Waiting it : waiting) {
            accounts.computeIfAbsent(it.account(), _ -> new TreeMap<>())
                            .computeIfAbsent(it.domain(), _ -> new long[AGES.size()])[
                            Math.clamp(it.age(), 0, AGES.size() - 1)] +=
                    it.n();
        }
        List<BacklogTable> tables = new ArrayList<>();
        accounts.forEach((account, domains) -> tables.add(table(account, domains)));
        return tables;
    }

    private static BacklogTable table(String account, Map<Integer, long[]> domains) {
        long most =
                domains.values().stream().flatMapToLong(Arrays::stream).max().orElse(1);
        List<Map.Entry<Integer, long[]>> sorted = domains.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<Integer, long[]> it) -> -sum(it.getValue())))
                .toList();
        List<Row> rows = sorted.stream()
                .limit(MOST)
                .map(it -> new Row(
                        domain(it.getKey()),
                        Said.number(sum(it.getValue())),
                        Arrays.stream(it.getValue())
                                .mapToObj(n -> new Cell(n == 0 ? "·" : Said.number(n), shade(n, most)))
                                .toList()))
                .toList();
        long rest =
                sorted.stream().skip(MOST).mapToLong(it -> sum(it.getValue())).sum();
        return new BacklogTable(account, rows, rest == 0 ? "" : Said.number(rest));
    }

    private static long sum(long[] ages) {
        return Arrays.stream(ages).sum();
    }

    /** By orders of magnitude below the most. */
    private static int shade(long n, long most) {
        return n == 0 ? 0 : (int) Math.clamp(4 - Math.floor(Math.log10((double) most / n) * 2), 1, 4);
    }

    private static String domain(int number) {
        if (number == MailDomain.NONE) {
            return "–";
        }
        String name = MailDomain.name(number);
        return name != null ? name : "small domains, group " + number;
    }
}
