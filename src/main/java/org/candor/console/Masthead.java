package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.notice.Clocks;

/** What stands above every page: who is signed in, where one can go, the nearest clock, and the way to stop everything. */
@Singleton
class Masthead {
    /** What {@code frame.html} is given for somebody who is not signed in. */
    static final Map<String, Object> NOBODY = Map.of(
            "owner", "", "issued", false, "csrf", "", "tab", "", "tabs", List.of(), "clock", Due.NONE, "stopped",
            false);

    /** One of the rooms of the console. */
    record Tab(String word, String path) {}

    /** The deadline that comes first, of all notices that were released and are not done. */
    record Due(String words, String path) {
        static final Due NONE = new Due("", "");
    }

    private final Clocks clocks;
    private final Incidents incidents;
    private final InstantSource clock;

    Masthead(Clocks clocks, Incidents incidents, InstantSource clock) {
        this.clocks = clocks;
        this.incidents = incidents;
        this.clock = clock;
    }

    /** What {@code frame.html} is given; to be added to a page's own values. */
    Uni<Map<String, Object>> of(Session session, String tab) {
        Caller caller = session.caller();
        Map<String, Object> values = new HashMap<>(NOBODY);
        values.put("owner", caller.owner());
        values.put("issued", caller.isIssued());
        values.put("csrf", session.formToken());
        values.put("tab", tab);
        values.put("tabs", tabs(caller));
        return due(caller).map(due -> {
            values.put("clock", due);
            return values;
        });
    }

    private static List<Tab> tabs(Caller caller) {
        List<Tab> tabs = new ArrayList<>();
        tabs.add(new Tab("Incidents", "/console"));
        if (caller.may(Scopes.KEYS_ADMIN) && !caller.bound()) {
            tabs.add(new Tab("Keys", "/console/keys"));
        }
        return tabs;
    }

    private Uni<Due> due(Caller caller) {
        return caller.may(Scopes.NOTICES_READ)
                ? clocks.nearest(caller)
                        .chain(it -> it == null ? Uni.createFrom().item(Due.NONE) : due(caller, it))
                : Uni.createFrom().item(Due.NONE);
    }

    private Uni<Due> due(Caller caller, Clocks.Clock it) {
        Uni<String> reference = caller.may(Scopes.INCIDENTS_READ)
                ? incidents.facts(it.incident()).map(Facts::reference)
                : Uni.createFrom().item("");
        return reference.map(name -> due(it, name));
    }

    /** As in "Email notice IR-2026-014 due in 3 h 12 min". */
    private Due due(Clocks.Clock it, String reference) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        String ways = ClockBar.ways(it.channels());
        String words = ways.substring(0, 1).toUpperCase(Locale.ROOT) + ways.substring(1) + " notice "
                + (reference.isEmpty() ? "" : reference + " ")
                + ClockBar.left(Objects.requireNonNull(it.deadline()), now);
        return new Due(words, "/console/notices/" + it.id());
    }
}
