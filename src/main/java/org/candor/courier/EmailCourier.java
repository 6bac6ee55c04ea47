package org.candor.courier;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.candor.delivery.Pace;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands letters to one mail relay by SMTP, over Jakarta Mail.
 *
 * <ol>
 *   <li>Write the letter as a finished message; an address that could not stand in a command ends here.
 *   <li>Take a kept-open connection, or open one, logged in and secured as the account says.
 *   <li>Ask whether the letter may still go out: all that may have taken a minute.
 *   <li>Hand over. The connection tells the phase it reached and the reply that decided.
 *   <li>{@link EmailCodes} judges that; {@link Strikes} weighs it with the answers before.
 * </ol>
 *
 * Each hand-off runs on a virtual thread of its own. A letter is sent once; only a kept connection that turns out to be dead
 * before it took the first command is replaced by a fresh one, since nothing was handed over yet.
 */
public final class EmailCourier implements Courier {
    private static final Logger LOG = Logger.getLogger(EmailCourier.class);

    private final EmailAccount account;
    private final @Nullable Pace pace;
    private final @Nullable Pace domainPace;
    private final EmailWriter writer;
    private final SmtpOpener opener;
    private final SmtpPool pool;
    private final Watchdog watchdog;
    private final Strikes strikes;
    private final Executor threads;
    private volatile boolean closed;

    EmailCourier(EmailAccount account, InstantSource clock) {
        this(account, null, null, Storm.USUAL, clock);
    }

    EmailCourier(
            EmailAccount account, @Nullable Pace pace, @Nullable Pace domainPace, Storm storm, InstantSource clock) {
        MailLibrary.prepare();
        this.account = account;
        this.pace = pace;
        this.domainPace = domainPace;
        this.strikes = new Strikes(storm);
        this.writer = new EmailWriter(account, clock);
        this.pool = new SmtpPool(account.pooling());
        this.watchdog = new Watchdog(account.limits().shortest(), pool::tidy);
        this.opener = new SmtpOpener(account, watchdog);
        ThreadFactory factory = Thread.ofVirtual().name(account.id() + " ", 0).factory();
        this.threads = task -> factory.newThread(task).start();
    }

    @Override
    public String account() {
        return account.id();
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public String messageId(UUID delivery) {
        return EmailWriter.messageId(delivery, account.sender().sendingDomain());
    }

    @Override
    public @Nullable Double perSecond() {
        return pace == null ? null : pace.perSecond();
    }

    @Override
    public Duration longestAnswer() {
        return account.limits().dot();
    }

    @Override
    public @Nullable Double perSecondAndDomain() {
        return domainPace == null ? null : domainPace.perSecond();
    }

    @Override
    public Uni<Outcome> send(Handoff handoff) {
        // Memoized: a second subscriber gets the same answer and not a second letter.
        return Uni.createFrom()
                .<Outcome>emitter(answer -> threads.execute(() -> answer.complete(outcome(handoff))))
                .memoize()
                .indefinitely();
    }

    private Outcome outcome(Handoff handoff) {
        Mailbox to = Mailbox.read(handoff.to().open());
        if (to == null) {
            return EmailCodes.judge(SmtpEnding.of(Fault.ADDRESS_UNUSABLE), handoff.attempt())
                    .outcome();
        }
        EmailMessage message = null;
        try {
            message = writer.write(opener.session(), handoff, to);
            Finding finding = EmailCodes.judge(deliver(message, handoff), handoff.attempt());
            return scaled(strikes.weigh(finding, to.domain(), System.nanoTime()));
        } catch (RuntimeException | InterruptedException | Error bug) {
            // Its message may quote the letter; its name does not.
            LOG.errorf(
                    "%s: a hand-off failed by our own fault: %s",
                    account.id(), bug.getClass().getName());
            Evidence evidence = Evidence.of("internal-error");
            return message != null && message.left() ? new Outcome.Unknown(evidence) : new Outcome.Failed(evidence);
        }
    }

    private Outcome scaled(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Busy it -> new Outcome.Busy(scaled(it.pause()), it.evidence());
            case Outcome.Failed it -> new Outcome.Failed(scaled(it.atLeast()), it.evidence());
            case Outcome.Indicted it -> new Outcome.Indicted(it.scope(), scaled(it.pause()), it.evidence());
            case Outcome.Unknown it -> new Outcome.Unknown(scaled(it.pause()), it.evidence());
            case Outcome.Accepted _, Outcome.Refused _, Outcome.OptedOut _ -> outcome;
        };
    }

    private Duration scaled(Duration pause) {
        return Duration.ofMillis(Math.round(pause.toMillis() * account.limits().waits()));
    }

    private SmtpEnding deliver(EmailMessage message, Handoff handoff) throws InterruptedException {
        if (closed) {
            return SmtpEnding.of(Fault.CLOSING);
        }
        if (!pool.enter(account.limits().queue())) {
            return SmtpEnding.of(Fault.NO_FREE_CONNECTION);
        }
        try {
            SmtpConnection kept = pool.kept();
            SmtpEnding ending = kept == null ? null : over(kept, message, handoff);
            return ending == null || wasDead(ending) ? overFresh(message, handoff) : ending;
        } finally {
            pool.leave();
        }
    }

    /** A server may close a kept connection at any time, with 421 or without a word; then MAIL is as far as we come. */
    private static boolean wasDead(SmtpEnding ending) {
        boolean early = ending.phase() == SmtpPhase.READY || ending.phase() == SmtpPhase.MAIL;
        boolean gone = ending.reply() == null || ending.reply().code() == 421;
        return early && gone && ending.fault() == null;
    }

    private SmtpEnding overFresh(EmailMessage message, Handoff handoff) throws InterruptedException {
        SmtpOpener.Opened opened = opener.open();
        return switch (opened) {
            case SmtpOpener.Ready ready -> over(ready.connection(), message, handoff);
            case SmtpOpener.Not not -> not.ending();
        };
    }

    private SmtpEnding over(SmtpConnection connection, EmailMessage message, Handoff handoff)
            throws InterruptedException {
        try {
            return GoAhead.given(handoff) ? connection.handOver(message) : SmtpEnding.of(Fault.STOPPED);
        } finally {
            pool.giveBack(connection);
        }
    }

    @Override
    public void close() {
        closed = true;
        pool.close(account.limits().close());
        watchdog.close();
    }
}
