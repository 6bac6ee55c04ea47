package org.candor.progress;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.StringWriter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All deliveries of a notice as CSV, a page at a time, as fast as the reader takes them. */
@ApplicationScoped
class Export {
    private static final int PAGE = 1_000;

    private final Deliveries deliveries;

    Export(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    Multi<String> of(UUID notice) {
        Filter filter = new Filter(notice, null, null, null);
        Multi<String> pages = Multi.createBy()
                .repeating()
                .uni(
                        AtomicReference<@Nullable String>::new,
                        after -> deliveries
                                .page(null, filter, after.get(), PAGE)
                                .invoke(page -> {
                                    if (!page.isEmpty()) {
                                        after.set(Deliveries.position(filter, page.getLast()));
                                    }
                                }))
                .until(List::isEmpty)
                .map(this::lines);
        return Multi.createBy().concatenating().streams(Multi.createFrom().item(head()), pages);
    }

    private static String head() {
        return write(csv -> csv.writeRecord(
                "delivery",
                "recipient",
                "channel",
                "account",
                "state",
                "reason",
                "tries",
                "possible_duplicate",
                "changed_at",
                "message_id"));
    }

    private String lines(List<DeliveryView> page) {
        return write(csv -> page.forEach(it -> csv.writeRecord(
                it.id().toString(),
                it.recipient().toString(),
                it.channel(),
                plain(it.account()),
                it.state(),
                plain(it.reason()),
                Integer.toString(it.tries()),
                Boolean.toString(it.possibleDuplicate()),
                it.changedAt().toString(),
                plain(deliveries.messageId(it)))));
    }

    private static String write(java.util.function.Consumer<CsvWriter> records) {
        StringWriter text = new StringWriter();
        records.accept(CsvWriter.builder().bufferSize(0).build(text));
        return text.toString();
    }

    /** A text that a spreadsheet would take for a formula is preceded by an apostrophe (security.md P14). */
    static String plain(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return "=+-@\t\r\n|%".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
