package org.candor.notice;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.delivery.Channel;
import org.candor.incident.Entry;
import org.candor.incident.Person;
import org.candor.incident.Recipients;
import org.candor.queue.Ends;
import org.jspecify.annotations.Nullable;

/**
 * The people of a notice's audience whom no channel reached, as CSV (RFC 4180) for whoever writes to them by post. Somebody
 * of whom a delivery is still on its way, or may have arrived, is not among them.
 */
@ApplicationScoped
class Unreached {
    private static final String HEADER = "ref,name,email,phone,locale,region,why\r\n";

    private final Pool pool;
    private final Audience audience;
    private final Ends ends;
    private final Recipients recipients;
    private final NoticeConfig config;

    Unreached(Pool pool, Audience audience, Ends ends, Recipients recipients, NoticeConfig config) {
        this.pool = pool;
        this.audience = audience;
        this.ends = ends;
        this.recipients = recipients;
        this.config = config;
    }

    /** Where the walk over the audience stands. */
    private static final class Place {
        private @Nullable UUID last;
        private boolean done;
    }

    /** The header, then some lines for each page of the audience, read as fast as the caller takes them. */
    Multi<String> csv(Notice notice) {
        Multi<String> pages = Multi.createBy()
                .repeating()
                .uni(Place::new, place -> page(notice, place))
                .until(String::isEmpty);
        return Multi.createBy().concatenating().streams(Multi.createFrom().item(HEADER), pages);
    }

    /** The lines of the next page that has some; empty at the end. */
    private Uni<String> page(Notice notice, Place place) {
        if (place.done) {
            return Uni.createFrom().item("");
        }
        return audience.page(pool, notice, place.last, config.page())
                .invoke(page -> {
                    place.last = page.last();
                    place.done = page.size() < config.page();
                })
                .chain(page ->
                        lines(notice, page.people().stream().map(Entry::id).toList()))
                .chain(lines ->
                        lines.isEmpty() ? page(notice, place) : Uni.createFrom().item(lines));
    }

    private Uni<String> lines(Notice notice, List<UUID> people) {
        if (people.isEmpty()) {
            return Uni.createFrom().item("");
        }
        return ends.of(pool, notice.id, people).chain(known -> {
            List<UUID> missed = people.stream()
                    .filter(it ->
                            known.getOrDefault(it, Map.of()).values().stream().allMatch(Ends.End::missed))
                    .toList();
            return missed.isEmpty()
                    ? Uni.createFrom().item("")
                    : recipients
                            .open(notice.incident, missed)
                            .map(opened -> missed.stream()
                                    .map(opened::get)
                                    .filter(Objects::nonNull)
                                    .map(it -> line(notice, it, known.getOrDefault(it.id(), Map.of())))
                                    .collect(Collectors.joining()));
        });
    }

    private static String line(Notice notice, Person it, Map<Channel, Ends.End> ends) {
        List<String> fields = new ArrayList<>();
        fields.add(field(it.ref()));
        fields.add(field(it.name()));
        fields.add(field(it.email()));
        fields.add(field(it.phone()));
        fields.add(field(it.locale()));
        fields.add(field(it.region()));
        fields.add(field(why(notice.spec().personal(), ends)));
        return String.join(",", fields) + "\r\n";
    }

    /** A word for each channel of the notice: {@code email: mailbox-unknown; sms: no-address}. */
    static String why(List<Channel> channels, Map<Channel, Ends.End> ends) {
        return channels.stream()
                .map(channel -> {
                    Ends.End end = ends.get(channel);
                    String word = end == null
                            ? "no-address"
                            : end.reason() == null ? end.state().word() : end.reason();
                    return channel.word() + ": " + word;
                })
                .collect(Collectors.joining("; "));
    }

    /** What a spreadsheet would take for a formula gets an apostrophe in front (security.md P14). */
    static String field(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String safe = "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
