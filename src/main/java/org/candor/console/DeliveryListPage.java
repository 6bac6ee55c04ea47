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
import org.candor.notice.Overviews.Overview;
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
     * @param of the notice whose deliveries these are; null for all
     * @param counts by state
     */
    Uni<Response> shown(Session session, UriInfo uri, @Nullable Overview of, Map<String, Long> counts) {
        UUID notice = of == null ? null : of.id();
        return list.page(session.caller(), uri, notice).chain(page -> {
            Map<String, String> filters = DeliveryList.filters(uri);
            Map<String, Object> values = new HashMap<>();
            values.put("reference", of == null ? "" : of.reference());
            values.put("notice", notice == null ? "" : notice.toString());
            values.put("path", uri.getPath());
            values.put("call", DeliveryList.call(uri, notice));
            values.put("page", page);
            values.put("pills", DeliveryList.pills(uri, counts));
            values.put("filter", filters);
            values.put("filtered", filters.values().stream().anyMatch(it -> !it.isEmpty()));
            values.put("acts", acts(session, of, filters.getOrDefault("state", "")));
            values.put("later", uri.getQueryParameters().containsKey("cursor"));
            values.put("mayPeople", Faces.may(session.caller()));
            values.put(
                    "mayResolve",
                    session.caller().may(Scopes.NOTICES_RELEASE) && counts.getOrDefault("unknown", 0L) > 0);
            return pages.page(session, TAB, "deliveries", values);
        });
    }

    /** What can be done to the rows that are ticked: where all of them are in one state, of one notice. */
    private static List<Act> acts(Session session, @Nullable Overview of, String state) {
        if (of == null || !session.caller().may(Scopes.NOTICES_RELEASE)) {
            return List.of();
        }
        Stream<String> ways = ChosenResource.triedAgain(state)
                ? Stream.of(ChosenResource.RETRY)
                : state.equals("unknown") ? Stream.of("resend", "accepted", "give-up") : Stream.of();
        return ways.filter(it -> ChosenResource.may(of, it))
                .map(it -> new Act(it, ChosenResource.verb(it)))
                .toList();
    }

    /** A button below the list: a word of the address of what it asks, and what stands on it. */
    record Act(String way, String verb) {}

    Uni<Response> needs(Session session) {
        return pages.page(session, TAB, "needs", Map.of("title", "Deliveries", "scope", Scopes.DELIVERIES_READ));
    }
}
