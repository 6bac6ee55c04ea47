package org.candor.incident;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.candor.access.Caller;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/** The incidents, for other rooms: make one, and read the facts of one. */
@ApplicationScoped
public class Incidents {
    static final Sql SQL = Sql.of("incident");

    private final Pool pool;
    private final Vault vault;

    Incidents(Pool pool, Vault vault) {
        this.pool = pool;
        this.vault = vault;
    }

    /**
     * Makes an incident with a key of its own, within the caller's transaction.
     *
     * @param owner who answers for the calling key
     */
    public Uni<UUID> create(SqlConnection tx, Facts facts, String owner) {
        return insert(tx, facts, owner).map(Made::id);
    }

    record Made(UUID id, OffsetDateTime createdAt) {}

    Uni<Made> insert(SqlConnection tx, Facts facts, String owner) {
        UUID id = Ids.next();
        Tuple values = said(Tuple.of(id, owner), facts);
        return vault.newIncidentKey(id)
                .chain(key -> tx.preparedQuery(SQL.get("create")).execute(values.addValue(Buffer.buffer(key))))
                .map(rows -> new Made(id, rows.iterator().next().getOffsetDateTime("created_at")));
    }

    private static Tuple said(Tuple values, Facts facts) {
        Organisation organisation = facts.organisation();
        return values.addString(facts.reference())
                .addString(facts.title())
                .addString(organisation.name())
                .addString(organisation.email())
                .addString(organisation.phone())
                .addString(organisation.url())
                .addString(organisation.postal())
                .addLocalDate(facts.occurredFrom())
                .addLocalDate(facts.occurredTo())
                .addOffsetDateTime(facts.discoveredAt())
                .addArrayOfString(
                        facts.exposed().stream().map(ExposedClass::word).toArray(String[]::new))
                .addArrayOfString(
                        facts.compromisedChannels().stream().map(Channel::word).toArray(String[]::new))
                .addArrayOfString(facts.emailNeedsConsentIn().toArray(String[]::new));
    }

    /** The facts of an incident and the revision they are of. */
    record Held(Facts facts, int revision) {}

    /** Reads an incident and holds it until the transaction ends; 404 if there is none. */
    Uni<Held> hold(SqlConnection tx, UUID id) {
        return tx.preparedQuery(SQL.get("incident-held"))
                .execute(Tuple.of(id))
                .map(Incidents::first)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .map(row -> new Held(facts(row), row.getInteger("revision")));
    }

    /** Puts these facts in the place of those that were held. */
    Uni<IncidentView> change(SqlConnection tx, UUID id, Facts facts) {
        return tx.preparedQuery(SQL.get("change"))
                .execute(said(Tuple.of(id), facts))
                .map(rows -> rows.iterator().next())
                .map(row -> IncidentView.of(
                        id,
                        facts,
                        row.getString("owner"),
                        row.getInteger("revision"),
                        row.getOffsetDateTime("created_at"),
                        row.getOffsetDateTime("erased_at")));
    }

    /** One line of a list of incidents. */
    public record Headline(UUID id, String reference, String title, OffsetDateTime reportedAt, boolean erased) {}

    /** The newest incidents that the caller may see, so many at most. */
    public Uni<List<Headline>> newest(Caller caller, int most) {
        return newest(caller, null, most);
    }

    /**
     * The same, a page.
     *
     * @param before the last one of the page before; null for the first page
     */
    public Uni<List<Headline>> newest(Caller caller, @Nullable UUID before, int most) {
        UUID[] visible = caller.bound() ? caller.incidents().toArray(UUID[]::new) : null;
        return pool.preparedQuery(SQL.get("headlines"))
                .execute(Tuple.of(visible, most, before))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Headline(
                                row.getUUID("id"),
                                row.getString("reference"),
                                row.getString("title"),
                                row.getOffsetDateTime("created_at"),
                                row.getOffsetDateTime("erased_at") != null))
                        .toList());
    }

    /** The facts of an incident; fails with {@link Problem#notFound()} if there is none of this id. */
    public Uni<Facts> facts(UUID incident) {
        return facts(pool, "facts", incident);
    }

    /** The same within a transaction, so that it sees what the transaction did. */
    public Uni<Facts> facts(SqlConnection tx, UUID incident) {
        return facts(tx, "facts", incident);
    }

    /** The same, and they stay so until the transaction ends. */
    public Uni<Facts> factsHeld(SqlConnection tx, UUID incident) {
        return facts(tx, "facts-held", incident);
    }

    private static Uni<Facts> facts(SqlClient client, String statement, UUID incident) {
        return client.preparedQuery(SQL.get(statement))
                .execute(Tuple.of(incident))
                .map(Incidents::first)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .map(Incidents::facts);
    }

    static @Nullable Row first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : rows.iterator().next();
    }

    private static Facts facts(Row row) {
        return new Facts(
                row.getString("reference"),
                row.getString("title"),
                new Organisation(
                        row.getString("organisation_name"),
                        row.getString("organisation_email"),
                        row.getString("organisation_phone"),
                        row.getString("organisation_url"),
                        row.getString("organisation_postal")),
                row.getLocalDate("occurred_from"),
                row.getLocalDate("occurred_to"),
                row.getOffsetDateTime("discovered_at"),
                Incident.words(row.getArrayOfStrings("exposed"), ExposedClass::of, ExposedClass.class),
                Incident.words(row.getArrayOfStrings("compromised_channels"), Channel::of, Channel.class),
                new LinkedHashSet<>(List.of(row.getArrayOfStrings("email_needs_consent_in"))));
    }
}
