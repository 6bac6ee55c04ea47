package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;

/** The notices that the public can read. One that is never posted has no page, whatever became of it. */
@ApplicationScoped
public class Publications {
    private final Pool pool;
    private final Desk desk;
    private final Notices notices;
    private final Incidents incidents;

    Publications(Pool pool, Desk desk, Notices notices, Incidents incidents) {
        this.pool = pool;
        this.desk = desk;
        this.notices = notices;
        this.incidents = incidents;
    }

    /** What stands behind the name of a page. */
    public sealed interface Found {
        record Open(PublicPage page) implements Found {}

        /** Everything on it was cancelled. */
        record Withdrawn(Facts facts) implements Found {}

        /** There is no such page, or not yet: nobody learns which. */
        record Nothing() implements Found {}
    }

    /** The page of this name. */
    public Uni<Found> page(String slug) {
        return pool.preparedQuery(Store.SQL.get("public-page"))
                .execute(Tuple.of(slug))
                .map(this::published)
                .map(Publications::found);
    }

    private static Found found(List<Published> all) {
        List<Published> told = all.stream().filter(it -> !it.withdrawn()).toList();
        if (PublicPage.posted(told)) {
            return new Found.Open(new PublicPage(told));
        }
        return PublicPage.posted(all)
                ? new Found.Withdrawn(all.getFirst().brief().facts())
                : new Found.Nothing();
    }

    /** The pages that changed last, the newest change first. */
    public Uni<List<PublicPage>> recent(int most) {
        return pool.preparedQuery(Store.SQL.get("public-recent"))
                .execute(Tuple.of(most))
                .map(this::published)
                .map(Publications::pages);
    }

    private static List<PublicPage> pages(List<Published> all) {
        Map<String, List<Published>> families = new LinkedHashMap<>();
        all.stream()
                .filter(it -> !it.withdrawn())
                .forEach(it -> families.computeIfAbsent(it.slug(), slug -> new ArrayList<>())
                        .add(it));
        return families.values().stream()
                .filter(PublicPage::posted)
                .map(PublicPage::new)
                .sorted(Comparator.comparing(PublicPage::changedAt)
                        .thenComparing(PublicPage::youngest)
                        .reversed())
                .toList();
    }

    /** A notice in any state for who may read it, the incident being as it is now if it was not submitted; else 404. */
    public Uni<Published> of(Caller caller, UUID id) {
        return desk.find(caller, id)
                .chain(it -> it.facts != null
                        ? Uni.createFrom().item(Published.of(it, notices.of(it)))
                        : incidents.facts(it.incident).map(facts -> Published.of(it, notices.of(it, facts))));
    }

    private List<Published> published(RowSet<Row> rows) {
        List<Published> published = new ArrayList<>();
        for (Row row : rows) {
            Notice notice = Notice.of(row);
            published.add(Published.of(notice, notices.of(notice)));
        }
        return published;
    }
}
