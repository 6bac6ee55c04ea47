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

/** Asks before an act, and does it when it was confirmed; what was wrong is said on the same page, and nothing was changed. */
@Singleton
class Confirming {
    private final ConsolePages pages;
    private final Again again;

    Confirming(ConsolePages pages, Again again) {
        this.pages = pages;
        this.again = again;
    }

    /** The page that asks. */
    Uni<Response> ask(Session session, String tab, Confirm ask) {
        return pages.page(session, tab, "confirm", Map.of("ask", ask));
    }

    /**
     * Does it and leads on, if the name was typed and it is still the same operator, as far as the page asked for that.
     *
     * @param then the path of the page afterwards
     */
    Uni<Response> done(
            Session session,
            String tab,
            Confirm ask,
            Form form,
            HttpServerRequest request,
            Supplier<? extends Uni<?>> act,
            String then) {
        return checked(
                session,
                tab,
                ask,
                form,
                request,
                () -> act.get().map(_ -> ConsolePages.seeOther(then).build()));
    }

    /** The same with an answer of the act's own. */
    Uni<Response> checked(
            Session session,
            String tab,
            Confirm ask,
            Form form,
            HttpServerRequest request,
            Supplier<Uni<Response>> act) {
        if (!ask.typed().isEmpty() && !ask.typed().equals(form.get("typed").strip())) {
            return refused(session, tab, ask, "What you typed is not " + ask.typed() + ". Nothing was changed.");
        }
        Uni<String> wrong = ask.again()
                ? again.wrong(session, form.get(Again.FIELD), request)
                : Uni.createFrom().item("");
        return wrong.chain(it -> it.isEmpty() ? act(session, tab, ask, act) : refused(session, tab, ask, it));
    }

    private Uni<Response> act(Session session, String tab, Confirm ask, Supplier<Uni<Response>> act) {
        return Uni.createFrom()
                .deferred(act::get)
                .onFailure(it -> it instanceof Problem problem && shown(problem))
                .recoverWithUni(it -> again(((Problem) it).status(), session, tab, ask, sentence((Problem) it)));
    }

    private Uni<Response> refused(Session session, String tab, Confirm ask, String said) {
        return again(422, session, tab, ask, said);
    }

    private Uni<Response> again(int status, Session session, String tab, Confirm ask, String said) {
        return pages.page(status, session, tab, "confirm", Map.of("ask", ask.but(said)));
    }

    private static boolean shown(Problem problem) {
        return problem.status() == 409 || problem.status() == 422 || problem.status() == 429;
    }

    static String sentence(Problem problem) {
        return problem.errors().stream()
                .findFirst()
                .map(Confirming::sentence)
                .orElse(problem.detail())
                .concat(" Nothing was changed.");
    }

    private static String sentence(Problem.At wrong) {
        return switch (wrong.pointer() + " " + wrong.code()) {
            case "/reason required" -> "Please give a reason.";
            case "/reason too-long" -> "The reason is too long: at most 200 characters.";
            case "/reason personal-data" ->
                "The reason holds an address or a number of somebody: it stays on record, so leave that out.";
            case "/reason control-character" -> "The reason is one line of plain text.";
            case "/pace required", "/pace invalid" -> "A limit is written as 14/s, 90/m, 1000/h or unlimited.";
            default -> "That cannot be used: " + wrong.pointer() + " " + wrong.code() + ".";
        };
    }
}
