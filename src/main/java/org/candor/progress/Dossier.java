package org.candor.progress;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.candor.access.Caller;
import org.candor.notice.Notices;
import org.candor.record.Chain;
import org.candor.record.Record;

/**
 * All that shows what became of a notice, as lines of JSON that can be checked without us.
 *
 * <ol>
 *   <li>{@code dossier}: of which notice, and when it was made.
 *   <li>{@code notice}: who decided what, and when, and for how many: {@code audience} at submit, and {@code extended} more; {@code content}: the very text that the content hash is of.
 *   <li>{@code delivery}: one for each person and channel, with every attempt and what became known of it later.
 *   <li>{@code counts}: of the lines before.
 *   <li>{@code chain}: the link before the first row of the record about this notice or its incident, then a {@code record}
 *       or, for a row about something else, a {@code link} for each one up to now, and the {@code head}. One of the records,
 *       made for this purpose, holds the SHA-256 of all lines before {@code chain}, and how many records there are: so whoever
 *       has noted the head, or a link after that record, can tell whether any byte was changed or any record left out.
 * </ol>
 *
 * People are ids in it. It is made page by page: what moves meanwhile is in it as it was when its page was read.
 */
@ApplicationScoped
public class Dossier {
    private static final int PAGE = 1_000;
    private static final UUID FIRST = new UUID(0, 0);

    /** The last row of a page. */
    private record At(UUID recipient, String channel) {}

    private record Link(long no, String hash) {}

    /** Whose rows of the record are shown. */
    private record Subjects(UUID notice, UUID incident) {
        UUID[] ids() {
            return new UUID[] {notice, incident};
        }
    }

    private final Pool pool;
    private final Deliveries deliveries;
    private final Notices notices;
    private final Record record;
    private final Chain chain;

    Dossier(Pool pool, Deliveries deliveries, Notices notices, Record record, Chain chain) {
        this.pool = pool;
        this.deliveries = deliveries;
        this.notices = notices;
        this.record = record;
        this.chain = chain;
    }

    /** The lines, if the caller may see the notice; else 404. */
    public Multi<String> of(Caller caller, UUID notice) {
        return deliveries.mayRead(caller, notice).onItem().transformToMulti(_ -> of(notice, caller.owner()));
    }

    /** The lines, some at a time; a notice that was not submitted is a conflict. {@code who} asks is on record. */
    Multi<String> of(UUID notice, String who) {
        return notices.content(notice)
                .chain(content -> pool.preparedQuery(Deliveries.SQL.get("dossier-notice"))
                        .execute(Tuple.of(notice))
                        .map(rows -> rows.iterator().next())
                        .map(row -> lines(notice, who, content, row)))
                .onItem()
                .transformToMulti(lines -> lines);
    }

    private Multi<String> lines(UUID notice, String who, String content, Row row) {
        Subjects subjects = new Subjects(notice, row.getUUID("incident"));
        Sheet sheet = new Sheet();
        String head = sheet.add(List.of(
                line("dossier", "{\"notice\":\"" + notice + "\",\"made_at\":\"" + row.getString("now") + "\"}"),
                line("notice", row.getString("line")),
                line("content", content)));
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(head),
                        deliveries(notice, sheet),
                        Multi.createFrom().item(() -> sheet.add(List.of(line("counts", sheet.counts())))),
                        Multi.createFrom()
                                .deferred(() ->
                                        noted(subjects, who, sheet).toMulti().flatMap(last -> chain(subjects, last))));
    }

    private static String line(String kind, String json) {
        return "{\"kind\":\"" + kind + "\",\"" + kind + "\":" + json + "}";
    }

    private Multi<String> deliveries(UUID notice, Sheet sheet) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicReference<>(new At(FIRST, "")),
                        after -> pool.preparedQuery(Deliveries.SQL.get("dossier-deliveries"))
                                .execute(Tuple.of(
                                        notice,
                                        after.get().recipient(),
                                        after.get().channel(),
                                        PAGE))
                                .map(rows -> {
                                    List<String> lines = new ArrayList<>(rows.size());
                                    for (Row row : rows) {
                                        sheet.count(row.getString("channel"), row.getString("state"));
                                        lines.add(line("delivery", row.getString("line")));
                                        after.set(new At(row.getUUID("recipient"), row.getString("channel")));
                                    }
                                    return lines;
                                }))
                .until(List::isEmpty)
                .map(sheet::add);
    }

    /** Puts the hash of what was written so far on record; answers the number of its link. */
    private Uni<Long> noted(Subjects subjects, String who, Sheet sheet) {
        return pool.withTransaction(tx -> tx.preparedQuery(Deliveries.SQL.get("dossier-records"))
                        .execute(Tuple.tuple().addArrayOfUUID(subjects.ids()))
                        .map(rows -> rows.iterator().next().getLong("n"))
                        .chain(before -> record.entry(
                                tx,
                                who,
                                "notice.evidence-exported",
                                subjects.notice(),
                                Map.of("lines", sheet.lines(), "sha256", sheet.hash(), "records", before + 1))))
                .chain(chain::sealed);
    }

    private Multi<String> chain(Subjects subjects, long last) {
        return pool.preparedQuery(Deliveries.SQL.get("dossier-start"))
                .execute(Tuple.tuple().addArrayOfUUID(subjects.ids()))
                .map(rows -> rows.iterator().next())
                .map(row -> new Link(row.getLong("no"), row.getString("hash")))
                .onItem()
                .transformToMulti(start -> Multi.createBy()
                        .concatenating()
                        .streams(Multi.createFrom().item(link("chain", start)), links(subjects, start, last)));
    }

    private static String link(String kind, Link it) {
        return "{\"kind\":\"" + kind + "\",\"no\":" + it.no() + ",\"hash\":\"" + it.hash() + "\"}\n";
    }

    private Multi<String> links(Subjects subjects, Link start, long last) {
        AtomicReference<Link> at = new AtomicReference<>(start);
        Multi<String> pages = Multi.createBy()
                .repeating()
                .uni(() -> pool.preparedQuery(Deliveries.SQL.get("dossier-links"))
                        .execute(Tuple.of(subjects.ids(), at.get().no(), last, PAGE))
                        .map(rows -> {
                            StringBuilder text = new StringBuilder();
                            for (Row row : rows) {
                                at.set(new Link(row.getLong("no"), row.getString("hash")));
                                text.append(link(row)).append('\n');
                            }
                            return text.toString();
                        }))
                .until(String::isEmpty);
        return Multi.createBy()
                .concatenating()
                .streams(pages, Multi.createFrom().item(() -> link("head", at.get())));
    }

    private static String link(Row row) {
        String line = row.getString("line");
        String no = "\"no\":" + row.getLong("no") + ",";
        return line == null
                ? "{\"kind\":\"link\"," + no + "\"digest\":\"" + row.getString("digest") + "\"}"
                : "{\"kind\":\"record\"," + no + "\"record\":" + line + "}";
    }
}
