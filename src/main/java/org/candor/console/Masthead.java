package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.candor.access.Session;
import org.candor.notice.Approvals;

/** What stands above every page: who is signed in, where one can go, the nearest clock, and the way to stop everything. */
@Singleton
class Masthead {
    /** What {@code frame.html} is given for somebody who is not signed in. */
    static final Map<String, Object> NOBODY =
            Map.of("owner", "", "csrf", "", "tab", "", "tabs", List.of(), "clock", "", "stopped", false);

    /**
     * One of the rooms of the console.
     *
     * @param count of what waits there; empty for none
     */
    record Tab(String word, String path, String count) {
        Tab(String word, String path) {
            this(word, path, "");
        }
    }

    private final Approvals approvals;

    Masthead(Approvals approvals) {
        this.approvals = approvals;
    }

    /** What {@code frame.html} is given; to be added to a page's own values. */
    Uni<Map<String, Object>> of(Session session, String tab) {
        return approvals.count(session.caller()).map(waiting -> {
            Map<String, Object> values = new HashMap<>(NOBODY);
            values.put("owner", session.caller().owner());
            values.put("csrf", session.formToken());
            values.put("tab", tab);
            values.put(
                    "tabs",
                    List.of(
                            new Tab("Incidents", "/console"),
                            new Tab("Approvals", "/console/approvals", waiting == 0 ? "" : Numbers.of(waiting))));
            return values;
        });
    }
}
