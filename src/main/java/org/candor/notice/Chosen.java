package org.candor.notice;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.plumbing.Violations;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of a notice something is ordered for, one by one.
 *
 * @param deliveries their ids, each once; null for all that it can be ordered for
 */
record Chosen(
        @Schema(minItems = 1, maxItems = MOST, uniqueItems = true) @Nullable
        List<@Nullable UUID> deliveries) {
    /** As many as the longest page of a list holds. */
    static final int MOST = 250;

    static final Chosen ALL = new Chosen(null);

    void check(Violations wrong) {
        if (deliveries == null) {
            return;
        }
        wrong.addIf(deliveries.isEmpty(), "/deliveries", "required")
                .addIf(deliveries.size() > MOST, "/deliveries", "too-many");
        for (int i = 0; i < deliveries.size() && i <= MOST; i++) {
            wrong.addIf(deliveries.get(i) == null, "/deliveries/" + i, "required");
        }
        wrong.addIf(new HashSet<>(deliveries).size() < deliveries.size(), "/deliveries", "duplicate");
    }

    /** Itself; 422 if it cannot be used. */
    Chosen checked() {
        Violations wrong = new Violations();
        check(wrong);
        wrong.orThrow();
        return this;
    }

    /** Names them on record; all go without saying. */
    void note(Map<String, Object> detail) {
        if (deliveries != null) {
            detail.put("deliveries", deliveries);
        }
    }

    boolean isAll() {
        return deliveries == null;
    }

    /** The ids as a statement takes them; null for all. */
    UUID @Nullable [] ids() {
        return deliveries == null
                ? null
                : deliveries.stream().map(Objects::requireNonNull).toArray(UUID[]::new);
    }

    int size() {
        return deliveries == null ? 0 : deliveries.size();
    }
}
