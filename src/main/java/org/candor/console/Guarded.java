package org.candor.console;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Supplier;
import org.candor.access.Session;
import org.candor.plumbing.Form;
import org.candor.plumbing.Problem;

/**
 * What cannot be taken back: it is done only if everything that its page asked for is right; else the page is shown again, and says
 * what is not. What is wrong with the reason is said by who acts.
 */
@Singleton
class Guarded {
    private final Again again;
    private final ConsolePages pages;

    Guarded(Again again, ConsolePages pages) {
        this.again = again;
        this.pages = pages;
    }

    Uni<Response> ask(Session session, String tab, Confirm ask) {
        return pages.page(session, tab, "confirm", Map.of("ask", ask));
    }

    /** Does it after the typed name and the sign-in were looked at, in this order: a slip of the fingers costs no guess. */
    Uni<Response> act(
            Session session,
            String tab,
            HttpServerRequest request,
            Form form,
            Confirm ask,
            Supplier<Uni<Response>> act) {
        if (!form.get("typed").strip().equals(ask.typed())) {
            return refused(session, tab, ask.but("What you typed is not " + ask.typed() + ". Nothing was changed."));
        }
        Uni<String> who = ask.again()
                ? again.wrong(session, form.get(Again.FIELD), request)
                : Uni.createFrom().item("");
        return who.chain(wrong -> wrong.isEmpty()
                ? Uni.createFrom()
                        .deferred(act::get)
                        .onFailure(Guarded::aboutReason)
                        .recoverWithUni(it -> refused(session, tab, ask.but(said((Problem) it))))
                : refused(session, tab, ask.but(wrong)));
    }

    private static boolean aboutReason(Throwable failure) {
        return failure instanceof Problem problem
                && problem.status() == 422
                && !FormField.wrong(problem, "reason").isEmpty();
    }

    private static String said(Problem problem) {
        return "The reason: " + FormField.wrong(problem, "reason") + " Nothing was changed.";
    }

    private Uni<Response> refused(Session session, String tab, Confirm ask) {
        return pages.page(422, session, tab, "confirm", Map.of("ask", ask));
    }
}
