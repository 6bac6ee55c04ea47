package org.candor.receipt;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.candor.delivery.Scope;
import org.jspecify.annotations.Nullable;

/**
 * News as columns of the inbox, and back.
 *
 * @param waits milliseconds, apart by commas; empty for none
 */
record Columns(Duration suppress, String waits, @Nullable String scope, Duration pause) {
    private static final Columns NONE = new Columns(Duration.ZERO, "", null, Duration.ZERO);

    static Columns of(News news) {
        return switch (news) {
            case News.CameBack it -> new Columns(it.suppress(), "", null, Duration.ZERO);
            case News.OptedOut it -> new Columns(it.suppress(), "", null, Duration.ZERO);
            case News.CameBackForNow it -> new Columns(it.suppress(), millis(it.waits()), null, Duration.ZERO);
            case News.Indicted it ->
                new Columns(Duration.ZERO, "", it.scope().name().toLowerCase(Locale.ROOT), it.pause());
            case News.Taken _, News.Arrived _, News.Absent _, News.Nothing _ -> NONE;
        };
    }

    static News news(Row row) {
        String reference = row.getString("reference");
        Evidence why = new Evidence(row.getString("reason"), row.getString("code"), row.getString("enhanced"));
        Duration suppress = Duration.ofMillis(row.getLong("suppress"));
        return switch (row.getString("news")) {
            case "taken" -> new News.Taken(reference, why);
            case "arrived" -> new News.Arrived(reference, why);
            case "came-back" -> new News.CameBack(suppress, why);
            case "came-back-for-now" -> new News.CameBackForNow(waits(row.getString("waits")), suppress, why);
            case "opted-out" -> new News.OptedOut(suppress, why);
            case "indicted" ->
                new News.Indicted(
                        Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
                        Duration.ofMillis(row.getLong("pause")),
                        why);
            // No receipt says that something is absent; what a later version wrote is for that version.
            default -> new News.Nothing(why);
        };
    }

    private static String millis(List<Duration> waits) {
        return waits.stream().map(it -> Long.toString(it.toMillis())).collect(Collectors.joining(","));
    }

    private static List<Duration> waits(String millis) {
        return millis.isEmpty()
                ? List.of()
                : Arrays.stream(millis.split(",", -1))
                        .map(it -> Duration.ofMillis(Long.parseLong(it)))
                        .toList();
    }
}
