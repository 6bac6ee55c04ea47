package org.candor.reset;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.candor.plumbing.Budget;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Visitor;
import org.jboss.logging.Logger;

/** What the people's pages do when they cannot do what they are for: budgets for guessing, and words for trouble. */
@Singleton
class Guard {
    private static final Logger LOG = Logger.getLogger(Guard.class);

    private final Budget opens;
    private final Budget misses;
    private final PeoplePages pages;

    Guard(InstantSource clock, ResetConfig config, PeoplePages pages) {
        // Following a link costs us nothing but a hash: only one address at a time is bounded, not a million people.
        this.opens = new Budget(
                clock,
                new Budget.Size(config.opensAtOnce(), config.opensPerSecond()),
                new Budget.Size(Double.MAX_VALUE, 0));
        this.misses = new Budget(
                clock,
                new Budget.Size(config.missesAtOnce(), 1),
                new Budget.Size(config.missesEverywhere(), config.missesEverywhere() / 60.0));
        this.pages = pages;
    }

    boolean mayOpen(HttpServerRequest request) {
        return opens.spend(address(request));
    }

    /** False once an address, or everybody, has guessed wrongly too often. */
    boolean mayMiss(HttpServerRequest request) {
        return misses.has(address(request));
    }

    void missed(HttpServerRequest request) {
        misses.spend(address(request));
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }

    Uni<Response> busy(Visitor visitor) {
        if (!visitor.wantsPage()) {
            throw Problem.of(429, "rate-limited", "Too many requests from this address; wait a moment.")
                    .with("Retry-After", "60");
        }
        return pages.busy(visitor);
    }

    Uni<Response> refused(Visitor visitor) {
        if (!visitor.wantsPage()) {
            throw Problem.of(403, "csrf", "This form was not posted from its own page; open the link again.");
        }
        return pages.refused(visitor);
    }

    /** True for what is not the visitor's mistake. */
    static boolean isOurs(Throwable failure) {
        return !(failure instanceof Problem);
    }

    /** A person gets a page that says to try again; nothing was used up. A program gets the problem document. */
    Uni<Response> sorry(Visitor visitor, Throwable failure) {
        if (!visitor.wantsPage()) {
            return Uni.createFrom().failure(failure);
        }
        LOG.errorf("a people's page failed: %s", Faults.describe(failure));
        return pages.sorry(visitor);
    }
}
