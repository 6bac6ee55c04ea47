package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.candor.access.Session;

/** What stands above every page: who is signed in, where one can go, the nearest clock, and the way to stop everything. */
@Singleton
class Masthead {
    /** What {@code frame.html} is given for somebody who is not signed in. */
    static final Map<String, Object> NOBODY = Map.of(
            "owner", "", "issued", false, "csrf", "", "tab", "", "tabs", List.of(), "clock", "", "stopped", false);

    /** One of the rooms of the console. */
    record Tab(String word, String path) {}

    private static final List<Tab> TABS = List.of(new Tab("Incidents", "/console"));

    /** What {@code frame.html} is given; to be added to a page's own values. */
    Uni<Map<String, Object>> of(Session session, String tab) {
        Map<String, Object> values = new HashMap<>(NOBODY);
        values.put("owner", session.caller().owner());
        values.put("issued", session.caller().isIssued());
        values.put("csrf", session.formToken());
        values.put("tab", tab);
        values.put("tabs", TABS);
        return Uni.createFrom().item(values);
    }
}
