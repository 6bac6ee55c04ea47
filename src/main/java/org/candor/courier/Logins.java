package org.candor.courier;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One login at a time, so that a relay that refuses an account says so once and not to each connection that a lane opens:
 * relays lock accounts and addresses for that. Who waited behind a refused login is turned away with the same answer, and so
 * is whoever comes before the account's gate has closed, unless with another password.
 *
 * <p>Blocks; for virtual threads.
 */
final class Logins {
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Semaphore turn = new Semaphore(1, true);
    private final long closing;
    private @Nullable SmtpReply refusal;
    private String refused = "";
    private long refusedAt;

    Logins() {
        this(CLOSING);
    }

    /**
     * @param closing by then the account's gate has closed, which is a matter of milliseconds, and whoever comes after it
     *     has opened again may try
     */
    Logins(Duration closing) {
        this.closing = closing.toNanos();
    }

    /** What somebody who came is told. */
    sealed interface Turn {}

    /** Their turn, to be ended with {@link #leave}. */
    record Go() implements Turn {}

    /** Somebody was refused just now, with this reply. */
    record Refused(SmtpReply reply) implements Turn {}

    /** Their time to wait was up. */
    record Late() implements Turn {}

    /** @param password with which the login would be tried */
    Turn enter(String password, Duration atMost) throws InterruptedException {
        if (!turn.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            return new Late();
        }
        SmtpReply last = refusal;
        if (last != null && password.equals(refused) && System.nanoTime() - refusedAt < closing) {
            turn.release();
            return new Refused(last);
        }
        return new Go();
    }

    /** Ends a turn with the relay's refusal of this password; null if it was none. */
    void leave(String password, @Nullable SmtpReply no) {
        refusal = no;
        refused = no == null ? "" : password;
        refusedAt = System.nanoTime();
        turn.release();
    }
}
