package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.access.Session;
import org.candor.notice.Overviews;
import org.candor.notice.Overviews.Lane;
import org.candor.notice.Overviews.Overview;
import org.candor.progress.Deliveries;
import org.candor.queue.Gates;
import org.candor.queue.Gates.Gate;
import org.candor.queue.Tallies;
import org.jspecify.annotations.Nullable;

/** Gathers what the page of a notice shows of how far it has come. */
@Singleton
class Watching {
    private static final int MOST_REASONS = 20;

    private final Overviews overviews;
    private final Gates gates;
    private final Tallies tallies;
    private final Deliveries deliveries;
    private final InstantSource clock;

    Watching(Overviews overviews, Gates gates, Tallies tallies, Deliveries deliveries, InstantSource clock) {
        this.overviews = overviews;
        this.gates = gates;
        this.tallies = tallies;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /** A closed or tried gate that keeps something of a notice back. */
    record GateRow(String account, String state, String reason, String by, Said.At since) {}

    /**
     * Why some deliveries are in trouble.
     *
     * @param word the reason; empty if there is none
     * @param query the same in a query
     * @param width of its bar, of 1,000
     */
    record ReasonRow(
            String channel,
            String channelWord,
            String state,
            String stateWord,
            String word,
            String query,
            String text,
            String number,
            int width) {}

    /**
     * What is shown live. Whether anything of it moved is whether it is equal.
     *
     * @param doubles how many people may have got it twice
     * @param more kinds of reasons that are not shown
     */
    record Part(
            String state,
            String stateWord,
            List<LaneBar> lanes,
            String forecast,
            boolean late,
            String doubles,
            List<GateRow> gates,
            List<ReasonRow> reasons,
            int more,
            @Nullable BurnUp chart) {}

    /** A notice and what is shown of it live. */
    record Seen(Overview it, Part part, Here here) {}

    Uni<Seen> of(Session session, UUID notice) {
        Here here = Here.of(session, clock);
        return overviews.of(session.caller(), notice).chain(it -> part(it, here).map(part -> new Seen(it, part, here)));
    }

    private Uni<Part> part(Overview it, Here here) {
        long step = BurnUp.step(it, here.now());
        return gates.all()
                .chain(all -> deliveries
                        .reasons(it.id())
                        .chain(reasons -> tallies.doubles(it.id())
                                .chain(doubles -> tallies.curve(it.id(), step)
                                        .map(curve -> part(
                                                it, all, reasons, doubles, BurnUp.of(it, curve, step, here), here)))));
    }

    private static Part part(
            Overview it,
            List<Gate> gates,
            List<Deliveries.Reason> reasons,
            long doubles,
            @Nullable BurnUp chart,
            Here here) {
        Map<String, Gate> byAccount = gates.stream().collect(Collectors.toMap(Gate::account, gate -> gate));
        List<LaneBar> lanes = it.lanes().stream()
                .map(lane -> LaneBar.of(lane, it.state(), limit(lane, byAccount), it.deadline(), here))
                .toList();
        LaneBar.Forecast forecast = forecast(it, here);
        return new Part(
                it.state(),
                Meaning.ofStage(it.state()),
                lanes,
                forecast.text(),
                forecast.late(),
                Said.number(doubles),
                gates(it, gates),
                rows(reasons),
                Math.max(0, reasons.size() - MOST_REASONS),
                chart);
    }

    /** What the accounts of a channel may hand over in a second, together; null if one of them has no limit. */
    private static @Nullable Double limit(Lane lane, Map<String, Gate> gates) {
        double sum = 0;
        for (String account : lane.accounts()) {
            Gate gate = gates.get(account);
            if (gate == null || gate.perSecond() == null) {
                return null;
            }
            sum += gate.perSecond();
        }
        return sum;
    }

    private static LaneBar.Forecast forecast(Overview it, Here here) {
        if (it.eta() != null) {
            return LaneBar.Forecast.at(it.eta(), it.deadline(), here);
        }
        long open = it.lanes().stream().mapToLong(LaneBar::open).sum();
        return LaneBar.Forecast.of(open, 0, it.state(), it.deadline(), here);
    }

    private static List<GateRow> gates(Overview it, List<Gate> all) {
        Set<String> accounts =
                it.lanes().stream().flatMap(lane -> lane.accounts().stream()).collect(Collectors.toSet());
        return all.stream()
                .filter(gate -> accounts.contains(gate.account()) && !gate.open())
                .map(Watching::row)
                .toList();
    }

    static GateRow row(Gate it) {
        return new GateRow(
                it.account(),
                it.probing() ? "being tried" : "closed",
                Meaning.ofReason(it.reason()),
                it.changedBy().equals("candor") ? "Candor itself" : it.changedBy(),
                Said.at(it.changedAt()));
    }

    private static List<ReasonRow> rows(List<Deliveries.Reason> reasons) {
        long most = reasons.stream().mapToLong(Deliveries.Reason::n).max().orElse(1);
        List<ReasonRow> rows = new ArrayList<>();
        for (Deliveries.Reason it : reasons.subList(0, Math.min(MOST_REASONS, reasons.size()))) {
            rows.add(new ReasonRow(
                    it.channel(),
                    Meaning.ofChannel(it.channel()),
                    it.state(),
                    Meaning.ofState(it.state()),
                    it.reason() == null ? "" : it.reason(),
                    it.reason() == null ? "" : URLEncoder.encode(it.reason(), StandardCharsets.UTF_8),
                    it.reason() == null ? "no reason is known" : Meaning.ofReason(it.reason()),
                    Said.number(it.n()),
                    (int) Math.max(4, it.n() * 1000 / most)));
        }
        return rows;
    }
}
