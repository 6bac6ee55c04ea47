package org.candor.reset;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.candor.incident.Incidents;
import org.candor.incident.Organisation;
import org.candor.plumbing.Hosts;

/**
 * The organisation, for pages that know nobody: as people were last written to. One installation serves one organisation.
 * Kept for a while, so that a page for a link that cannot be used costs no query.
 */
@ApplicationScoped
public class WhoWeAre {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final String host;
    private final Uni<Organisation> known;

    WhoWeAre(Pool pool, Incidents incidents, Hosts hosts) {
        this.host = host(hosts.publicOrigin());
        // Nobody was written to yet, or the database is away: the host's own name is all that is left to say.
        Organisation nobody = new Organisation(host, "", null, null, null);
        this.known = pool.preparedQuery(ResetLinks.SQL.get("latest"))
                .execute()
                .map(Requests::first)
                .chain(row -> row == null
                        ? Uni.createFrom().item(nobody)
                        : incidents.facts(row.getUUID("incident")).map(it -> it.organisation()))
                .onFailure()
                .recoverWithItem(nobody)
                .memoize()
                .forFixedDuration(KEPT);
    }

    public Uni<Organisation> now() {
        return known;
    }

    /** What people type into a browser to come to us without any link. */
    public String site(Organisation organisation) {
        String url = organisation.url();
        return url == null ? host : host(url);
    }

    /** Cut by hand: what an incident tool once wrote must not be able to fail a page. */
    private static String host(String url) {
        int start = url.indexOf("://");
        String rest = start < 0 ? url : url.substring(start + 3);
        int end = rest.indexOf('/');
        return end < 0 ? rest : rest.substring(0, end);
    }
}
