package org.candor.access;

import io.quarkus.security.AuthenticationFailedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import org.candor.plumbing.Budget;
import org.candor.plumbing.Problem;

/** How many wrong keys, tokens and sign-ins may come from one address: who guesses is told to wait. Right ones work as ever. */
@ApplicationScoped
class Guesses {
    private static final long SOON = 10;

    private final Budget budget;

    Guesses(AccessConfig config, InstantSource clock) {
        this.budget = new Budget(
                clock,
                new Budget.Size(config.wrongKeysAtOnce(), config.wrongKeysPerSecond()),
                new Budget.Size(Double.MAX_VALUE, 0));
    }

    /** What to refuse one more with. */
    RuntimeException wrong(String address) {
        return budget.spend(address) ? new AuthenticationFailedException("credential refused") : tooMany();
    }

    private static Problem tooMany() {
        return Problem.of(429, "rate-limited", "Too many wrong keys came from this address: wait, and use a right one.")
                .with("Retry-After", Long.toString(SOON));
    }
}
