package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.notice.Clocks;

/** The deadline that comes first, of all notices that were released and are not done. */
@Singleton
class NearestClock {
    /** As it stands above every page; both empty if there is none. */
    record Due(String words, String path) {
        static final Due NONE = new Due("", "");
    }

    private final Clocks clocks;
    private final Incidents incidents;
    private final InstantSource clock;

    NearestClock(Clocks clocks, Incidents incidents, InstantSource clock) {
        this.clocks = clocks;
        this.incidents = incidents;
        this.clock = clock;
    }

    Uni<Due> of(Caller caller) {
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
