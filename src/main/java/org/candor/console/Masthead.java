package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.candor.access.Session;

/** What stands above every page: who is signed in, where one can go, the nearest clock, and the way to stop everything. */
@Singleton
class Masthead {
    /** What {@code frame.html} is given for somebody who is not signed in. */
    static final Map<String, Object> NOBODY =
            Map.of("owner", "", "csrf", "", "tab", "", "tabs", List.of(), "clock", "", "stopped", false);

    /** One of the rooms of the console. */
    record Tab(String word, String path) {}

    private static final List<Tab> TABS = List.of(new Tab("Incidents", "/console"));
    private static final Tab SANDBOX = new Tab(SandboxResource.TAB, SandboxResource.HERE);

    private final SandboxDoor sandbox;

    Masthead(SandboxDoor sandbox) {
        this.sandbox = sandbox;
    }

    /** What {@code frame.html} is given; to be added to a page's own values. */
    Uni<Map<String, Object>> of(Session session, String tab) {
        Map<String, Object> values = new HashMap<>(NOBODY);
        values.put("owner", session.caller().owner());
        values.put("csrf", session.formToken());
        values.put("tab", tab);
        values.put("tabs", tabs());
        return Uni.createFrom().item(values);
    }

    /** What is captured can be looked at only where a sandbox runs. */
    private List<Tab> tabs() {
        return sandbox.isOpen()
                ? Stream.concat(TABS.stream(), Stream.of(SANDBOX)).toList()
                : TABS;
    }
}
