package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.console.Faces.Face;
import org.candor.delivery.State;
import org.candor.progress.Deliveries;
import org.candor.progress.DeliveryView;
import org.candor.progress.Filter;
import org.jspecify.annotations.Nullable;

/** A page of a list of deliveries, and the links around it: the address of the page says all that it is filtered by. */
@Singleton
class DeliveryList {
    /** What may stand in the address, beside the cursor. */
    static final List<String> NAMES = List.of("channel", "state", "reason", "domain", "since");

    private static final List<String> PAGING = List.of("cursor", "limit");

    private final Deliveries deliveries;
    private final Cursors cursors;
    private final Faces faces;

    DeliveryList(Deliveries deliveries, Cursors cursors, Faces faces) {
        this.deliveries = deliveries;
        this.cursors = cursors;
        this.faces = faces;
    }

    /**
     * @param spared its address is to be left alone: it is not tried again
     * @param quarantined an answer may still come: it is not sent again before
     */
    record Row(
            String id,
            String notice,
            String ref,
            String channel,
            String address,
            String state,
            String stateWord,
            String reason,
            String domain,
            int tries,
            boolean twice,
            boolean spared,
            boolean quarantined,
            Said.At changed) {}

    /** A filter with its number, as a link. */
    record Pill(String word, String number, String href, boolean on) {}

    /**
     * @param next the address of the next page; empty on the last one
     */
    record Page(List<Row> rows, String next) {}

    Uni<Page> page(Caller caller, UriInfo uri, @Nullable UUID notice) {
        Filter filter = Filter.of(uri.getQueryParameters(), notice == null ? null : notice.toString());
        Cursors.Window window = cursors.window(caller, uri);
        return deliveries
                .page(caller, filter, window.after(), window.limit() + 1)
                .chain(found -> {
                    List<Deliveries.Line> shown = found.subList(0, Math.min(found.size(), window.limit()));
                    String next = found.size() > window.limit()
                            ? address(uri, Map.of())
                                    + "cursor="
                                    + cursors.cursor(
                                            caller,
                                            uri,
                                            Deliveries.position(
                                                    filter, shown.getLast().delivery()))
                            : "";
                    return faces.of(caller, people(shown))
                            .chain(known -> spared(filter, shown)
                                    .map(spared -> new Page(
                                            shown.stream()
                                                    .map(it -> row(caller, it, known, spared))
                                                    .toList(),
                                            next)));
                });
    }

    /** Which are not to be tried again; looked up where somebody might want to. */
    private Uni<Set<UUID>> spared(Filter filter, List<Deliveries.Line> shown) {
        UUID notice = filter.notice();
        if (notice == null || !ChosenResource.triedAgain(filter.state())) {
            return Uni.createFrom().item(Set.of());
        }
        return deliveries
                .standing(notice, shown.stream().map(it -> it.delivery().id()).toList())
                .map(all -> all.stream()
                        .filter(Deliveries.Standing::leftAlone)
                        .map(Deliveries.Standing::id)
                        .collect(Collectors.toSet()));
    }

    private static List<Faces.Of> people(List<Deliveries.Line> lines) {
        return lines.stream()
                .map(it -> new Faces.Of(it.incident(), it.delivery().recipient()))
                .toList();
    }

    private static Row row(Caller caller, Deliveries.Line line, Map<UUID, Face> known, Set<UUID> spared) {
        DeliveryView it = line.delivery();
        UUID recipient = it.recipient();
        Face face = recipient == null ? null : known.getOrDefault(recipient, Faces.ERASED);
        boolean hidden = recipient != null && !Faces.may(caller);
        return new Row(
                it.id().toString(),
                it.notice().toString(),
                face == null ? it.account() : hidden ? "–" : face.ref(),
                it.channel(),
                face == null ? "a public account" : hidden ? "–" : face.address(it.channel()),
                it.state(),
                Meaning.ofState(it.state()),
                Meaning.ofReason(it.reason()),
                Objects.requireNonNullElse(line.domain(), ""),
                it.tries(),
                it.possibleDuplicate(),
                spared.contains(it.id()),
                it.quarantineUntil() != null,
                Said.at(it.changedAt()));
    }

    /** States as filters: those that there are, what is in doubt always, and all. */
    static List<Pill> pills(UriInfo uri, Map<String, Long> counts) {
        String on = uri.getQueryParameters().getFirst("state");
        List<Pill> pills = new ArrayList<>();
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        pills.add(new Pill("all", Said.number(all), href(uri, Map.of("state", "")), on == null));
        for (State state : State.values()) {
            long n = counts.getOrDefault(state.word(), 0L);
            if (n > 0 || state == State.UNKNOWN || state.word().equals(on)) {
                pills.add(new Pill(
                        Meaning.ofState(state.word()),
                        Said.number(n),
                        href(uri, Map.of("state", state.word())),
                        state.word().equals(on)));
            }
        }
        return pills;
    }

    /** What is filtered by now, for the form; empty for what is not. */
    static Map<String, String> filters(UriInfo uri) {
        Map<String, String> filters = new HashMap<>();
        NAMES.forEach(it -> filters.put(
                it, Objects.requireNonNullElse(uri.getQueryParameters().getFirst(it), "")));
        return filters;
    }

    private static String href(UriInfo uri, Map<String, String> changes) {
        String address = address(uri, changes);
        return address.substring(0, address.length() - 1);
    }

    /** This page's address with other filters, and a sign at its end that one more may follow. */
    private static String address(UriInfo uri, Map<String, String> changes) {
        Map<String, String> filters = filters(uri);
        filters.putAll(changes);
        String query = NAMES.stream()
                .filter(it -> !filters.getOrDefault(it, "").isEmpty())
                .map(it -> it + "=" + encoded(filters.getOrDefault(it, "")))
                .collect(Collectors.joining("&"));
        return uri.getPath() + "?" + query + (query.isEmpty() ? "" : "&");
    }

    /** The query by which a program is given the same list. */
    static String call(UriInfo uri, @Nullable UUID notice) {
        String address = address(uri, Map.of());
        String query = address.substring(address.indexOf('?') + 1) + (notice == null ? "" : "notice=" + notice);
        String tidy = query.endsWith("&") ? query.substring(0, query.length() - 1) : query;
        return tidy.isEmpty() ? "" : "?" + tidy;
    }

    /** The address without fields that a form left empty and without strange ones; empty if there are none. */
    static String tidied(UriInfo uri) {
        boolean untidy = uri.getQueryParameters().entrySet().stream()
                .anyMatch(it -> it.getValue().size() != 1
                        || it.getValue().getFirst().isBlank()
                        || !NAMES.contains(it.getKey()) && !PAGING.contains(it.getKey()));
        return untidy ? href(uri, Map.of()) : "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
