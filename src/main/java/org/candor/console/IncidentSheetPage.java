package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.candor.access.Session;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/** The page of the form of {@link IncidentSheet}, also as it is shown again after something was wrong with it. */
@Singleton
class IncidentSheetPage {
    static final String TAB = "Incidents";

    private final ConsolePages pages;

    IncidentSheetPage(ConsolePages pages) {
        this.pages = pages;
    }

    /**
     * Where a form is sent to, and what stands around it.
     *
     * @param revision of the facts that are edited; empty for a new incident
     */
    record Frame(String title, String action, String back, String revision) {}

    /**
     * The form.
     *
     * @param wrong what was wrong with it before; null for nothing
     * @param stale where the facts of now are, if somebody changed them meanwhile; else empty
     */
    Uni<Response> form(
            int status,
            Session session,
            Frame frame,
            Function<String, String> values,
            @Nullable Problem wrong,
            String stale) {
        Map<String, Object> all = new HashMap<>();
        all.put("title", frame.title());
        all.put("action", frame.action());
        all.put("back", frame.back());
        all.put("revision", frame.revision());
        all.put("typedIn", Times.shown(values, session));
        all.put("exact", values.apply(IncidentSheet.EXACT));
        all.put("stale", stale);
        all.put("errors", wrong == null ? List.of() : FormField.wrong(wrong, IncidentSheet.labels()));
        all.put("fields", IncidentSheet.fields(values, id -> wrong == null ? "" : FormField.wrong(wrong, id)));
        all.put("exposed", IncidentSheet.exposed(values));
        all.put("compromised", IncidentSheet.compromised(values));
        return pages.page(status, session, TAB, "incident-edit", all);
    }

    static boolean isWrong(Throwable failure) {
        return failure instanceof Problem problem && problem.status() == 422;
    }
}
