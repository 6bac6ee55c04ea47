package org.candor.progress;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.candor.access.Caller;
import org.candor.plumbing.CsvText;
import org.jspecify.annotations.Nullable;

/** All deliveries of a notice as CSV, a page at a time, as fast as the reader takes them. */
@ApplicationScoped
public class Export {
    private static final int PAGE = 1_000;

    private final Deliveries deliveries;

    Export(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /** The lines, if the caller may see the notice; else 404. */
    public Multi<String> of(Caller caller, UUID notice) {
        return deliveries.mayRead(caller, notice).onItem().transformToMulti(_ -> of(notice));
    }

    Multi<String> of(UUID notice) {
        Filter filter = new Filter(notice, null, null, null, null, null);
        Multi<String> pages = Multi.createBy()
                .repeating()
                .uni(
                        AtomicReference<@Nullable String>::new,
                        after -> deliveries
                                .page((UUID[]) null, filter, after.get(), PAGE)
                                .map(page -> page.stream()
                                        .map(Deliveries.Line::delivery)
                                        .toList())
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
        return CsvText.lines(csv -> csv.writeRecord(
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
        return CsvText.lines(csv -> page.forEach(it -> csv.writeRecord(
                it.id().toString(),
                it.recipient() == null ? "" : it.recipient().toString(),
                it.channel(),
                CsvText.plain(it.account()),
                it.state(),
                CsvText.plain(it.reason()),
                Integer.toString(it.tries()),
                Boolean.toString(it.possibleDuplicate()),
                it.changedAt().toString(),
                CsvText.plain(deliveries.messageId(it)))));
    }
}
