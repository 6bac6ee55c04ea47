package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Supplier;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;

/** What the pages have in common on which notices are written: who may, and what a button other than Save does. */
@Singleton
class Writers {
    private static final String BESIDE = "beside-";
    private static final String REMOVE = "remove-";

    private final ConsolePages pages;

    Writers(ConsolePages pages) {
        this.pages = pages;
    }

    /** Names a form, so that it does its work once. */
    static String once() {
        return "form-" + Ids.next();
    }

    private static boolean may(Session session) {
        return session.caller().may(Scopes.NOTICES_WRITE) && session.caller().may(Scopes.NOTICES_READ);
    }

    static void must(Session session) {
        if (!may(session)) {
            throw Problem.of(403, "forbidden", "To write a notice needs the scopes notices:write and notices:read.");
        }
    }

    /** The page, or one that says which scopes are missing. */
    Uni<Response> only(Session session, Supplier<Uni<Response>> page) {
        return may(session)
                ? page.get()
                : pages.page(
                        session,
                        "Incidents",
                        "lacks",
                        Map.of("what", "write notices", "scopes", "notices:write and notices:read"));
    }

    /** True for a button that changes the form and keeps nothing. */
    static boolean turns(String act) {
        return act.equals("preview") || act.equals("add") || act.startsWith(BESIDE) || act.startsWith(REMOVE);
    }

    static void turn(Written written) {
        String act = written.get("act");
        if (act.equals("add")) {
            String tag = written.get("add").strip();
            written.with(tag).put("beside", tag).put("add", "");
        } else if (act.startsWith(BESIDE)) {
            written.put("beside", act.substring(BESIDE.length()));
        } else if (act.startsWith(REMOVE)) {
            written.without(act.substring(REMOVE.length()));
        }
    }

    /** A problem whose cause stands in the form, or came between: the form is shown again with all that was typed. */
    static boolean mendable(Throwable fault) {
        return fault instanceof Problem it
                && (it.status() == 422 || it.status() == 409 || it.status() == 412 || it.status() == 429);
    }

    /** Nothing where the fields say it. */
    static String alert(Problem problem) {
        return problem.errors().isEmpty() ? problem.detail() + " Nothing was saved." : "";
    }
}
