package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.queue.Switchboard;

/** What stands above every page: who is signed in, where one can go, the nearest clock, and the way to stop everything. */
@Singleton
class Masthead {
    /** What {@code frame.html} is given for somebody who is not signed in. */
    static final Map<String, Object> NOBODY = Map.of(
            "owner", "", "issued", false, "csrf", "", "tab", "", "tabs", List.of(), "clock", "", "stopped", false,
            "mayStop", false);

    /** One of the rooms of the console. */
    record Tab(String word, String path) {}

    private static final Tab INCIDENTS = new Tab("Incidents", "/console");
    private static final Tab DELIVERIES = new Tab("Deliveries", "/console/deliveries");
    private static final Tab CHANNELS = new Tab("Channels", "/console/channels");
    private static final Tab RECORD = new Tab("Record", "/console/record");

    /** Everything was stopped. */
    record Stop(String by, Said.At at, int gates) {}

    private final Switchboard board;

    Masthead(Switchboard board) {
        this.board = board;
    }

    /** What {@code frame.html} is given; to be added to a page's own values. */
    Uni<Map<String, Object>> of(Session session, String tab) {
        Map<String, Object> values = new HashMap<>(NOBODY);
        values.put("owner", session.caller().owner());
        values.put("issued", session.caller().isIssued());
        values.put("csrf", session.formToken());
        values.put("tab", tab);
        values.put("tabs", tabs(session.caller()));
        values.put(
                "mayStop",
                session.caller().may(Scopes.CHANNELS_ADMIN) && !session.caller().bound());
        return board.stopped().map(it -> {
            if (it != null) {
                values.put("stopped", new Stop(it.by(), Said.toTheSecond(it.at()), it.gates()));
            }
            return values;
        });
    }

    private static List<Tab> tabs(Caller caller) {
        List<Tab> tabs = new ArrayList<>(List.of(INCIDENTS));
        if (caller.may(Scopes.DELIVERIES_READ)) {
            tabs.add(DELIVERIES);
        }
        if (caller.may(Scopes.CHANNELS_ADMIN) || caller.may(Scopes.NOTICES_READ)) {
            tabs.add(CHANNELS);
        }
        if (caller.may(Scopes.DELIVERIES_READ) && !caller.bound()) {
            tabs.add(RECORD);
        }
        return tabs;
    }
}
