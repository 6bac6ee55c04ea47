package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.jspecify.annotations.Nullable;

/** The page of a list of deliveries, of one notice or of all. */
@Singleton
class DeliveryListPage {
    private static final String TAB = "Deliveries";

    private final DeliveryList list;
    private final ConsolePages pages;

    DeliveryListPage(DeliveryList list, ConsolePages pages) {
        this.list = list;
        this.pages = pages;
    }

    /**
     * @param reference of the notice's incident; empty for all notices
     * @param counts by state
     */
    Uni<Response> shown(
            Session session, UriInfo uri, @Nullable UUID notice, String reference, Map<String, Long> counts) {
        return list.page(session.caller(), uri, notice).chain(page -> {
            Map<String, String> filters = DeliveryList.filters(uri);
            Map<String, Object> values = new HashMap<>();
            values.put("reference", reference);
            values.put("notice", notice == null ? "" : notice.toString());
            values.put("path", uri.getPath());
            values.put("call", DeliveryList.call(uri, notice));
            values.put("page", page);
            values.put("pills", DeliveryList.pills(uri, counts));
            values.put("filter", filters);
            values.put("filtered", filters.values().stream().anyMatch(it -> !it.isEmpty()));
            values.put("acts", acts(session, notice, filters.getOrDefault("state", "")));
            values.put("later", uri.getQueryParameters().containsKey("cursor"));
            values.put("mayPeople", Faces.may(session.caller()));
            values.put(
                    "mayResolve",
                    session.caller().may(Scopes.NOTICES_RELEASE) && counts.getOrDefault("unknown", 0L) > 0);
            return pages.page(session, TAB, "deliveries", values);
        });
    }

    /** What can be done to the rows that are ticked: where all of them are in one state, of one notice. */
    private static List<Act> acts(Session session, @Nullable UUID notice, String state) {
        if (notice == null || !session.caller().may(Scopes.NOTICES_RELEASE)) {
            return List.of();
        }
        return switch (state) {
            case "unknown" ->
                Stream.of("resend", "accepted", "give-up")
                        .map(it -> new Act(it, DoubtWays.title(it)))
                        .toList();
            case "failed", "expired" -> List.of(new Act("retry", "Try again"));
            default -> List.of();
        };
    }

    /** A button below the list: a word of the address of what it asks, and what stands on it. */
    record Act(String way, String verb) {}

    Uni<Response> needs(Session session) {
        return pages.page(session, TAB, "needs", Map.of("title", "Deliveries", "scope", Scopes.DELIVERIES_READ));
    }
}
