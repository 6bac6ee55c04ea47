package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.incident.ImportView;
import org.candor.incident.Imports;
import org.candor.plumbing.CsvText;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/** {@code GET /console/imports/{id}}: what came of a list; which rows cannot be used, and why, without what they say. */
@Path("/console/imports/{id}")
@RolesAllowed(Session.ROLE)
public class ImportedPage {
    private static final int MOST = 100;
    private static final String TAB = "Incidents";

    private final Imports imports;
    private final ConsolePages pages;
    private final Needs needs;
    private final SecurityIdentity identity;

    ImportedPage(Imports imports, ConsolePages pages, Needs needs, SecurityIdentity identity) {
        this.imports = imports;
        this.pages = pages;
        this.needs = needs;
        this.identity = identity;
    }

    /** A row that cannot be used, its number as its sender counts, with what is wrong. */
    record BadRow(int row, String code, String column, String hint) {
        static BadRow of(Imports.Reject it) {
            return new BadRow(
                    it.row(),
                    it.code(),
                    RowCode.of(it.code()).column(),
                    RowCode.of(it.code()).hint());
        }
    }

    /** How many rows have a code, with a bar. */
    record Sum(String code, String hint, int rows, int width) {}

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(
            @PathParam("id") String text,
            @QueryParam("after") @Nullable String after,
            @QueryParam("unread") @Nullable String unread) {
        Session session = Session.of(identity);
        if (!ImportPage.sees(session.caller())) {
            return needs.page(session, TAB, "Import", Scopes.RECIPIENTS_WRITE);
        }
        int last = after != null && after.matches("[0-9]{1,9}") ? Integer.parseInt(after) : Integer.MIN_VALUE;
        return imports.view(session.caller(), Ids.orNotFound(text))
                .chain(it -> imports.codes(it)
                        .chain(codes -> imports.rejects(it, last, MOST + 1)
                                .map(rows -> values(session.caller(), it, codes, rows))))
                .invoke(values -> values.put("unread", unread != null))
                .chain(values -> pages.page(session, TAB, "import", values));
    }

    private static Map<String, Object> values(
            Caller caller, ImportView it, Map<String, Integer> codes, List<Imports.Reject> rows) {
        Map<String, Object> values = new HashMap<>(live(it));
        List<BadRow> shown = rows.stream().limit(MOST).map(BadRow::of).toList();
        int most = codes.values().stream().mapToInt(n -> n).max().orElse(1);
        values.put("incident", ImportPage.path(it.incident()));
        values.put(
                "codes",
                codes.entrySet().stream()
                        .map(code -> new Sum(
                                code.getKey(),
                                RowCode.of(code.getKey()).hint(),
                                code.getValue(),
                                Sums.width(code.getValue(), most)))
                        .toList());
        values.put("rows", shown);
        values.put("next", rows.size() > MOST ? Integer.toString(shown.getLast().row()) : "");
        values.put("uploads", caller.may(Scopes.RECIPIENTS_WRITE));
        values.put("drafts", caller.may(Scopes.NOTICES_WRITE));
        return values;
    }

    private static Map<String, Object> live(ImportView it) {
        return Map.of("it", ImportLine.of(it), "reading", it.state().equals("open"));
    }

    @GET
    @Path("live")
    @Operation(hidden = true)
    public Uni<Response> live(@PathParam("id") String text) {
        Session session = Session.of(identity);
        if (!ImportPage.sees(session.caller())) {
            Needs.scope(session, Scopes.RECIPIENTS_WRITE);
        }
        return imports.view(session.caller(), Ids.orNotFound(text))
                .map(it -> it.state().equals("open")
                        ? pages.part(session, "import-state", live(it))
                        : pages.lastPart(session, "import-state", live(it)));
    }

    @GET
    @Path("rejects.csv")
    @Produces("text/csv")
    @Operation(hidden = true)
    public Multi<String> rejects(@PathParam("id") String text) {
        Session session = Session.of(identity);
        if (!ImportPage.sees(session.caller())) {
            Needs.scope(session, Scopes.RECIPIENTS_WRITE);
        }
        UUID id = Ids.orNotFound(text);
        return RestMulti.fromUniResponse(
                imports.view(session.caller(), id),
                this::csv,
                it -> Map.of("Content-Disposition", List.of("attachment; filename=\"rejects-" + id + ".csv\"")));
    }

    private Multi<String> csv(ImportView it) {
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(CsvText.lines(csv -> csv.writeRecord("row", "column", "code", "hint"))),
                        imports.rejects(it).map(ImportedPage::lines));
    }

    private static String lines(List<Imports.Reject> page) {
        return CsvText.lines(csv -> page.stream()
                .map(BadRow::of)
                .forEach(it -> csv.writeRecord(Integer.toString(it.row()), it.column(), it.code(), it.hint())));
    }
}
