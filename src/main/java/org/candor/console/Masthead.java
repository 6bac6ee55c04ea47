package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.access.Zone;
import org.candor.queue.Switchboard;

/** What stands above every page: who is signed in, where one can go, the nearest clock, and the way to stop everything. */
@Singleton
class Masthead {
    /** What {@code frame.html} is given for somebody who is not signed in. */
    static final Map<String, Object> NOBODY = Map.of(
            "owner",
            "",
            "issued",
            false,
            "csrf",
            "",
            "tab",
            "",
            "tabs",
            List.of(),
            "clock",
            NearestClock.Due.NONE,
            "stopped",
            false,
            "mayStop",
            false,
            "zone",
            Zone.UTC);

    /** Everything was stopped. */
    record Stop(String by, Said.At at, int gates) {}

    private final Tabs tabs;
    private final NearestClock clock;
    private final Switchboard board;

    Masthead(Tabs tabs, NearestClock clock, Switchboard board) {
        this.tabs = tabs;
        this.clock = clock;
        this.board = board;
    }

    /** What {@code frame.html} is given; to be added to a page's own values. */
    Uni<Map<String, Object>> of(Session session, String tab) {
        Caller caller = session.caller();
        Map<String, Object> values = new HashMap<>(NOBODY);
        values.put("owner", caller.owner());
        values.put("issued", caller.isIssued());
        values.put("csrf", session.formToken());
        values.put("tab", tab);
        values.put("zone", session.zone());
        values.put("mayStop", caller.may(Scopes.CHANNELS_ADMIN) && !caller.bound());
        return tabs.of(caller)
                .invoke(its -> values.put("tabs", its))
                .chain(() -> clock.of(caller))
                .invoke(due -> values.put("clock", due))
                .chain(board::stopped)
                .map(it -> {
                    if (it != null) {
                        values.put("stopped", new Stop(it.by(), Said.toTheSecond(it.at()), it.gates()));
                    }
                    return values;
                });
    }
}
