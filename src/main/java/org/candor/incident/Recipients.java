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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.MailDomain;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Sql;
import org.candor.plumbing.Violations;
import org.candor.vault.IncidentKey;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/** The people an incident affects, for other rooms: add a few, walk all without opening them, open those needed. */
@ApplicationScoped
public class Recipients {
    /** How many may come with the call that makes a notice. */
    public static final int MOST_INLINE = 1_000;

    private static final Sql SQL = Incidents.SQL;
    private static final UUID FIRST = new UUID(0, 0);

    private final Pool pool;
    private final Vault vault;

    Recipients(Pool pool, Vault vault) {
        this.pool = pool;
        this.vault = vault;
    }

    /**
     * Checks recipients that came inline, all or nothing.
     *
     * @param at the JSON pointer of their list, such as {@code /recipients}
     * @return those that can be used: all of them if nothing was added to the violations
     */
    public static List<NewRecipient> check(List<@Nullable RecipientForm> forms, Violations violations, String at) {
        if (forms.isEmpty()) {
            violations.add(at, "required");
        } else if (forms.size() > MOST_INLINE) {
            violations.add(at, "too-many");
            return List.of();
        }
        List<NewRecipient> checked = new ArrayList<>(forms.size());
        Map<String, NewRecipient> byRef = new HashMap<>();
        for (int i = 0; i < forms.size(); i++) {
            String row = at + "/" + i;
            RecipientForm form = forms.get(i);
            if (form == null) {
                violations.add(row, "type");
                continue;
            }
            NewRecipient it = RowRule.check(form, (field, code) -> violations.add(row + "/" + field, code));
            if (it == null) {
                continue;
            }
            NewRecipient before = byRef.putIfAbsent(it.ref(), it);
            if (before == null) {
                checked.add(it);
            } else {
                violations.add(row + "/ref", before.equals(it) ? "duplicate" : "ref-conflict");
            }
        }
        return checked;
    }

    /** Adds checked recipients to an incident of the same transaction; they count as one complete import. */
    public Uni<Void> add(SqlConnection tx, UUID incident, List<NewRecipient> recipients) {
        UUID inline = Ids.next();
        return tx.preparedQuery(SQL.get("key"))
                .execute(Tuple.of(incident))
                .map(Incidents::first)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .chain(row -> vault.open(incident, row.getBuffer("sealed_key").getBytes()))
                .map(key -> sealed(key, incident, recipients))
                .call(() -> tx.preparedQuery(SQL.get("inline-import"))
                        .execute(Tuple.of(inline, incident, "inline:" + inline, recipients.size())))
                .chain(rows -> tx.preparedQuery(SQL.get("recipients-add")).execute(rows.values(inline, 1)))
                .invoke(added -> allNew(added.iterator().next().getInteger("n"), recipients.size()))
                .replaceWithVoid();
    }

    private Rows sealed(IncidentKey key, UUID incident, List<NewRecipient> recipients) {
        Rows rows = new Rows(vault, key, incident, recipients.size());
        for (int i = 0; i < recipients.size(); i++) {
            rows.add(recipients.get(i), i);
        }
        return rows;
    }

    private static void allNew(int added, int sent) {
        if (added != sent) {
            throw Problem.of(409, "conflict", "Some of these recipients are in the incident already.");
        }
    }

    /** The complete imports of an incident: what an audience is made of. Later ones have other ids. */
    public Uni<List<UUID>> completeImports(UUID incident) {
        return completeImports(pool, incident);
    }

    /** The same as the given connection's transaction sees it. */
    public Uni<List<UUID>> completeImports(SqlClient client, UUID incident) {
        return client.preparedQuery(SQL.get("complete-imports"))
                .execute(Tuple.of(incident))
                .map(Recipients::ids);
    }

    private static List<UUID> ids(RowSet<Row> rows) {
        List<UUID> ids = new ArrayList<>(rows.size());
        rows.forEach(row -> ids.add(row.getUUID("id")));
        return ids;
    }

    /** How many people are in the incident's complete imports. */
    public Uni<Long> count(UUID incident) {
        return completeImports(incident).chain(imports -> count(pool, incident, imports, null));
    }

    /**
     * How many people are in these imports, for an audience that is fixed now, in the caller's transaction: nobody is erased
     * until it ends.
     *
     * @param asOf who was erased after this counts, as {@link #page} will show them
     */
    public Uni<Long> count(SqlConnection tx, UUID incident, Collection<UUID> imports, OffsetDateTime asOf) {
        return tx.preparedQuery(SQL.get("audience-lock"))
                .execute(Tuple.of(incident))
                .chain(() -> count((SqlClient) tx, incident, imports, asOf));
    }

    private static Uni<Long> count(
            SqlClient client, UUID incident, Collection<UUID> imports, @Nullable OffsetDateTime asOf) {
        return client.preparedQuery(SQL.get("count"))
                .execute(Tuple.of(incident, imports.toArray(UUID[]::new), asOf))
                .map(rows -> rows.iterator().next().getLong("n"));
    }

    /** How many people of each shape are in these imports; {@code asOf} as of {@link #count}. */
    public Uni<Map<Shape, Long>> shapes(UUID incident, Collection<UUID> imports, OffsetDateTime asOf) {
        return pool.preparedQuery(SQL.get("shapes"))
                .execute(Tuple.of(incident, imports.toArray(UUID[]::new), asOf))
                .map(rows -> {
                    Map<Shape, Long> shapes = HashMap.newHashMap(rows.size());
                    rows.forEach(row -> shapes.put(
                            new Shape(
                                    row.getString("region"),
                                    row.getBoolean("e_consent"),
                                    row.getBoolean("email"),
                                    row.getBoolean("phone")),
                            row.getLong("n")));
                    return shapes;
                });
    }

    /** A page of the people in the incident's complete imports, in the order of their ids. */
    public Uni<List<Entry>> page(UUID incident, @Nullable UUID after, int limit) {
        return completeImports(incident).chain(imports -> page(pool, incident, imports, after, limit, null));
    }

    /**
     * A page of the people in these imports, in the order of their ids.
     *
     * @param imports an audience once chosen, see {@link #completeImports}: it does not grow while it is walked
     * @param after the last id of the page before; null for the first page
     * @param asOf who was erased after this is among them, without any address; null: nobody who was erased
     */
    public Uni<List<Entry>> page(
            SqlClient client,
            UUID incident,
            Collection<UUID> imports,
            @Nullable UUID after,
            int limit,
            @Nullable OffsetDateTime asOf) {
        Uni<?> still = asOf == null
                ? Uni.createFrom().voidItem()
                // Who is read with an address here is not erased before the transaction has kept it.
                : client.preparedQuery(SQL.get("audience-lock")).execute(Tuple.of(incident));
        return still.chain(() -> read(client, incident, imports, after, limit, asOf));
    }

    private static Uni<List<Entry>> read(
            SqlClient client,
            UUID incident,
            Collection<UUID> imports,
            @Nullable UUID after,
            int limit,
            @Nullable OffsetDateTime asOf) {
        return client.preparedQuery(SQL.get("page"))
                .execute(Tuple.of(
                        incident, imports.toArray(UUID[]::new), Objects.requireNonNullElse(after, FIRST), limit, asOf))
                .map(Recipients::entries);
    }

    /** These people in the order of their ids; who is erased is missing. */
    public Uni<List<Entry>> entries(SqlClient client, UUID incident, Collection<UUID> ids) {
        return client.preparedQuery(SQL.get("entries"))
                .execute(Tuple.of(incident, ids.toArray(UUID[]::new)))
                .map(Recipients::entries);
    }

    private static List<Entry> entries(RowSet<Row> rows) {
        List<Entry> entries = new ArrayList<>(rows.size());
        for (Row row : rows) {
            entries.add(new Entry(
                    row.getUUID(0),
                    bytes(row.getBuffer(1)),
                    bytes(row.getBuffer(2)),
                    row.getString(3),
                    row.getString(4),
                    row.getBoolean(5),
                    Objects.requireNonNullElse(row.getInteger(6), MailDomain.NONE)));
        }
        return entries;
    }

    private static byte @Nullable [] bytes(io.vertx.mutiny.core.buffer.@Nullable Buffer buffer) {
        return buffer == null ? null : buffer.getBytes();
    }

    /** Opens people by id, in one query; who is erased or not of this incident is missing from the answer. */
    public Uni<Map<UUID, Person>> open(UUID incident, Collection<UUID> ids) {
        return pool.preparedQuery(SQL.get("open"))
                .execute(Tuple.of(incident, ids.toArray(UUID[]::new)))
                .chain(rows -> open(incident, rows))
                .map(opened -> {
                    Map<UUID, Person> people = HashMap.newHashMap(opened.size());
                    opened.forEach(it -> people.put(it.id(), it));
                    return people;
                });
    }

    /** For each language of the incident's people (null: none given) one of them, for previews. */
    public Uni<Map<@Nullable String, Person>> sampleByLocale(UUID incident) {
        return pool.preparedQuery(SQL.get("samples"))
                .execute(Tuple.of(incident))
                .chain(rows -> open(incident, rows))
                .map(opened -> {
                    Map<@Nullable String, Person> samples = new LinkedHashMap<>();
                    opened.forEach(it -> samples.put(it.locale(), it));
                    return samples;
                });
    }

    private Uni<List<Person>> open(UUID incident, RowSet<Row> rows) {
        Row first = Incidents.first(rows);
        if (first == null) {
            return Uni.createFrom().item(List.of());
        }
        Set<ExposedClass> all = Incident.words(first.getArrayOfStrings(7), ExposedClass::of, ExposedClass.class);
        return vault.open(incident, first.getBuffer(6).getBytes()).map(key -> {
            List<Person> people = new ArrayList<>(rows.size());
            rows.forEach(row -> people.add(person(row, key, all)));
            return people;
        });
    }

    private static Person person(Row row, IncidentKey key, Set<ExposedClass> all) {
        UUID id = row.getUUID(0);
        @Nullable
        String[] fields = SealedPerson.read(key.unseal(row.getBuffer(1).getBytes(), Rows.SEALED.row(id)));
        Integer exposed = row.getInteger(4);
        return new Person(
                id,
                Objects.requireNonNull(fields[0]),
                fields[1],
                fields[2],
                fields[3],
                row.getString(2),
                row.getString(3),
                exposed == null ? all : ExposedClass.ofBits(exposed),
                row.getBoolean(5),
                fields[4]);
    }

    /** The person with the caller's own reference; null if there is none. */
    public Uni<@Nullable UUID> findByRef(UUID incident, String ref) {
        return pool.preparedQuery(SQL.get("find"))
                .execute(Tuple.of(incident, Buffer.buffer(vault.indexRef(incident, ref.strip()))))
                .map(Incidents::first)
                .map(row -> row == null ? null : row.getUUID("id"));
    }
}
