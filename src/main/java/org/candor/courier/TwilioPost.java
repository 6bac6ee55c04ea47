package org.candor.courier;

import com.twilio.exception.ApiException;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.type.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes a letter as a message of Twilio's, posts it, and has the answer judged. */
final class TwilioPost {
    private static final Logger LOG = Logger.getLogger(TwilioPost.class);
    private static final int CODES = 1_000;

    /** The longest Twilio keeps a message for its turn, in seconds: ten hours. The shortest is a second. */
    private static final long LONGEST_VALIDITY = 36_000;

    private final TwilioAccount account;
    private final OneCall http;
    private final InstantSource clock;
    private final Set<String> unlisted = ConcurrentHashMap.newKeySet();

    TwilioPost(TwilioAccount account, OneCall http, InstantSource clock) {
        this.account = account;
        this.http = http;
        this.clock = clock;
    }

    /** Posts it once; a second sender is tried where the first has no route, since then nothing was taken. */
    Outcome send(Handoff handoff) {
        List<String> senders = account.senders().of(handoff.to().open());
        Outcome outcome = post(handoff, senders.getFirst());
        boolean second = senders.size() > 1 && noRoute(outcome);
        return second ? post(handoff, senders.getLast()) : outcome;
    }

    private static boolean noRoute(Outcome outcome) {
        return outcome.evidence().code().equals(TwilioCodes.NO_ROUTE);
    }

    private Outcome post(Handoff handoff, String sender) {
        TwilioCall call = new TwilioCall(http, account.baseUrl());
        try {
            Message taken = message(handoff, sender).create(call.client(account));
            return judge(call, null, taken.getSid());
        } catch (IOException unreadable) {
            return new Outcome.Indicted(Scope.ACCOUNT, TwilioCodes.PROBE, Evidence.of("secret-file-unreadable"));
        } catch (ApiException answered) {
            return judge(call, answered.getCode(), null);
        } catch (RuntimeException | Error broken) {
            // Its message may quote the request; its name does not.
            return call.ended() == null ? failed(broken) : judge(call, null, null);
        }
    }

    private MessageCreator message(Handoff handoff, String sender) {
        PhoneNumber to = new PhoneNumber(handoff.to().open());
        String text = handoff.letter().text();
        MessageCreator message = TwilioAccount.Senders.isService(sender)
                ? Message.creator(account.accountSid(), to, sender, text)
                : Message.creator(account.accountSid(), to, new PhoneNumber(sender), text);
        String hook = account.hook(handoff.attemptId());
        if (hook != null) {
            message.setStatusCallback(URI.create(hook + TwilioAccount.RETRIED));
        }
        // The words are sent as they were shown to who released them.
        return message.setSmartEncoded(false).setShortenUrls(false).setValidityPeriod(validity(handoff.deadline()));
    }

    private int validity(Instant deadline) {
        long seconds = Duration.between(clock.instant(), deadline).toSeconds();
        return (int) Math.clamp(seconds, 1, LONGEST_VALIDITY);
    }

    private Outcome judge(TwilioCall call, @Nullable Integer code, @Nullable String sid) {
        Outcome outcome = TwilioCodes.judge(Objects.requireNonNull(call.ended()), code, sid);
        String said = outcome.evidence().code();
        if (TwilioCodes.unclassified(outcome) && unlisted.size() < CODES && unlisted.add(said)) {
            LOG.warnf("%s: refuses with code %s, which is not in the table", account.id(), said);
        }
        return outcome;
    }

    private Outcome failed(Throwable bug) {
        LOG.errorf(
                "%s: a hand-off failed by our own fault: %s",
                account.id(), bug.getClass().getName());
        return new Outcome.Failed(Evidence.of("internal-error"));
    }
}
