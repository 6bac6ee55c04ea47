package org.candor.incident;

import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as callers see it.
 *
 * @param state {@code open}, {@code incomplete} (broken off: send it again), {@code complete} or {@code failed}
 * @param accepted people this list brought
 * @param merged people who were there already
 * @param problem the problem type that a failed upload was answered with
 */
public record ImportView(
        UUID id,
        UUID incident,
        String name,
        String state,
        int accepted,
        int merged,
        int rejected,
        @Nullable String problem,
        String rejects,
        OffsetDateTime startedAt,
        @Nullable OffsetDateTime finishedAt) {
    static String path(UUID id) {
        return "/v1/imports/" + id;
    }

    static ImportView of(Row row) {
        UUID id = row.getUUID("id");
        return new ImportView(
                id,
                row.getUUID("incident"),
                row.getString("name"),
                row.getString("state"),
                row.getInteger("accepted"),
                row.getInteger("merged"),
                row.getInteger("rejected"),
                row.getString("problem"),
                path(id) + "/rejects",
                row.getOffsetDateTime("started_at"),
                row.getOffsetDateTime("finished_at"));
    }
}
