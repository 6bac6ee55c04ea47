package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.incident.Facts;
import org.candor.letter.Brief;
import org.candor.letter.Kind;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Problem;
import org.candor.reset.ResetLinks;
import org.jspecify.annotations.Nullable;

/** What others need to know of a notice. */
@ApplicationScoped
public class Notices {
    private final Pool pool;
    private final ResetLinks links;
    private final Hosts hosts;
    private final ZoneId otherwise;
    private final Map<UUID, Sending> kept;

    public Notices(Pool pool, ResetLinks links, Hosts hosts, NoticeConfig config) {
        this.pool = pool;
        this.links = links;
        this.hosts = hosts;
        this.otherwise = config.defaultZone();
        this.kept = new LeastRecent(config.briefs());
    }

    /**
     * What the letters of a released notice are written from. The same object each time while it is kept; fails with
     * {@link IllegalStateException} for a notice that was not released, which has no deliveries.
     */
    public Uni<Sending> sending(UUID notice) {
        Sending known = known(notice);
        return known != null ? Uni.createFrom().item(known) : read(notice);
    }

    /** What the content hash of a submitted notice is made of: JSON in one line. A draft is a conflict, none is not found. */
    public Uni<String> content(UUID id) {
        return pool.preparedQuery(Store.SQL.get("get")).execute(Tuple.of(id)).map(rows -> {
            Notice notice = Store.one(rows).notice();
            if (notice.contentHash == null) {
                throw Problem.of(409, "conflict", "This notice was not submitted yet: nothing of it is fixed.");
            }
            return ContentHash.text(notice.spec(), notice.facts());
        });
    }

    /** How many notices are in which state, by incident; an incident without a notice is not there. */
    public Uni<Map<UUID, Map<String, Long>>> states(Collection<UUID> incidents) {
        return pool.preparedQuery(Store.SQL.get("states"))
                .execute(Tuple.tuple().addArrayOfUUID(incidents.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, Map<String, Long>> states = new HashMap<>();
                    rows.forEach(row -> states.computeIfAbsent(row.getUUID("incident"), _ -> new TreeMap<>())
                            .put(row.getString("state"), row.getLong("n")));
                    return states;
                });
    }

    private synchronized @Nullable Sending known(UUID notice) {
        return kept.get(notice);
    }

    private Uni<Sending> read(UUID id) {
        return pool.preparedQuery(Store.SQL.get("get")).execute(Tuple.of(id)).map(rows -> {
            Notice notice = Store.one(rows).notice();
            if (notice.releasedAt == null) {
                throw new IllegalStateException("this notice was not released: " + id);
            }
            return keep(of(notice));
        });
    }

    /** Two readers at once: the first one's object is the one that stays. */
    private synchronized Sending keep(Sending fresh) {
        Sending before = kept.putIfAbsent(fresh.notice(), fresh);
        return before == null ? fresh : before;
    }

    /** What the letters of a submitted notice are written from. */
    Sending of(Notice notice) {
        return of(notice, notice.facts());
    }

    /** What the letters of a draft would be written from, the incident being as it is now. */
    Sending of(Notice notice, Facts facts) {
        Spec spec = notice.spec();
        Brief brief = new Brief(
                notice.id,
                Kind.of(spec.kind()),
                facts,
                spec.defaultLocale(),
                spec.content(),
                spec.reset().expiresDays(),
                links.verifyUrl(),
                page(notice, spec));
        return new Sending(
                notice.id,
                notice.incident,
                brief,
                notice.resetVersion,
                spec.reset().offer(),
                links.code(notice.id),
                TextHours.of(spec),
                otherwise);
    }

    /** Only a notice that posts sends people to its public page: one that does not may have none. */
    private @Nullable String page(Notice notice, Spec spec) {
        return spec.ways().contains(Channel.SOCIAL) ? hosts.publicOrigin() + "/notices/" + notice.slug : null;
    }

    private static final class LeastRecent extends LinkedHashMap<UUID, Sending> {
        private static final long serialVersionUID = 1L;
        private final int most;

        LeastRecent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Sending> eldest) {
            return size() > most;
        }
    }
}
