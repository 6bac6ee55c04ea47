package org.candor.queue;

import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A message to the contact of a key, as callers see it. Of its content and where it went nothing is kept.
 *
 * @param phase {@code begun} until the provider has answered
 * @param outcome how its hand-off ended
 */
@Schema(name = "TestAttempt")
public record TestAttempt(
        UUID id,
        UUID notice,
        @Schema(enumeration = "test") String purpose,
        String channel,
        String account,
        String phase,
        OffsetDateTime begunAt,
        @Nullable OffsetDateTime answeredAt,
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable String code,
        @Nullable String reference) {
    static TestAttempt of(Row row) {
        return new TestAttempt(
                row.getUUID("id"),
                row.getUUID("notice"),
                row.getString("purpose"),
                row.getString("channel"),
                row.getString("account"),
                row.getString("phase"),
                row.getOffsetDateTime("begun_at"),
                row.getOffsetDateTime("answered_at"),
                row.getString("outcome"),
                row.getString("reason"),
                row.getString("code"),
                row.getString("provider_ref"));
    }
}
