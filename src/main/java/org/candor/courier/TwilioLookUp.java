package org.candor.courier;

import com.twilio.base.Page;
import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageReader;
import com.twilio.type.PhoneNumber;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.jspecify.annotations.Nullable;

/**
 * Looks at Twilio for what became of a message.
 *
 * <ol>
 *   <li>List the messages to that number, newest first, back to when the attempt began. Those still queued have no sending
 *       date, so the list is never filtered by it.
 *   <li>The one with the same words is it, whoever sent it, since senders may have been changed meanwhile: a letter holds its
 *       person's own link. Where the account keeps no words, the sender and the time must do, and more than one such message
 *       proves nothing.
 *   <li>One with other words proves nothing either: a template or a name may have changed since, and what was sent is judged
 *       by what would be written today.
 * </ol>
 */
final class TwilioLookUp {
    private static final long PAGE = 50;
    private static final int PAGES = 4;

    /** Twilio's clock is not the database's, and it tells whole seconds. */
    private static final Duration APART = Duration.ofSeconds(5);

    private final TwilioAccount account;
    private final OneCall http;

    TwilioLookUp(TwilioAccount account, OneCall http) {
        this.account = account;
        this.http = http;
    }

    /** Never throws for what the provider does: then nothing can be concluded. */
    News find(Handoff handoff, Instant begunAt) {
        try {
            TwilioRestClient client = new TwilioCall(http, account.baseUrl()).client(account);
            List<Message> since = since(begunAt.minus(APART), handoff, client);
            return since == null ? nothing("too-many-to-look-up", "") : conclude(since, ours(since, handoff), handoff);
        } catch (IOException unreadable) {
            return nothing("secret-file-unreadable", "");
        } catch (ApiException answered) {
            return nothing("look-up-failed", answered.getCode() == null ? "" : "" + answered.getCode());
        } catch (RuntimeException | Error broken) {
            // Its message may quote the request.
            return nothing("look-up-failed", "");
        }
    }

    /** All messages to the number from then on; null if they do not fit into the pages that are read. */
    private @Nullable List<Message> since(Instant earliest, Handoff handoff, TwilioRestClient client) {
        MessageReader reader = Message.reader(account.accountSid())
                .setTo(new PhoneNumber(handoff.to().open()))
                .setPageSize(PAGE);
        List<Message> found = new ArrayList<>();
        Page<Message> page = reader.firstPage(client);
        for (int read = 1; ; read++) {
            List<Message> young = page.getRecords().stream()
                    .filter(it -> !created(it).isBefore(earliest))
                    .toList();
            found.addAll(young);
            if (young.size() < page.getRecords().size() || !page.hasNextPage()) {
                return found;
            }
            if (read == PAGES) {
                return null;
            }
            page = reader.nextPage(page, client);
        }
    }

    private static Instant created(Message message) {
        return message.getDateCreated().toInstant();
    }

    private List<Message> ours(List<Message> since, Handoff handoff) {
        List<String> senders = account.senders().of(handoff.to().open());
        return since.stream().filter(it -> senders.contains(sender(it))).toList();
    }

    private static @Nullable String sender(Message message) {
        if (message.getMessagingServiceSid() != null) {
            return message.getMessagingServiceSid();
        }
        return message.getFrom() == null ? null : message.getFrom().toString();
    }

    private static News conclude(List<Message> since, List<Message> ours, Handoff handoff) {
        String text = handoff.letter().text().strip();
        List<Message> same = since.stream()
                .filter(it -> it.getBody() != null && it.getBody().strip().equals(text))
                .toList();
        if (!same.isEmpty()) {
            // Newest first: what a later attempt may have sent stands before.
            return news(same.getLast());
        }
        List<Message> wordless =
                ours.stream().filter(it -> wordless(it.getBody())).toList();
        return switch (wordless.size()) {
            case 0 ->
                ours.isEmpty() ? new News.Absent(false, Evidence.of("not-found")) : nothing("other-words-found", "");
            case 1 -> news(wordless.getFirst());
            default -> nothing("more-than-one-could-be-it", "");
        };
    }

    private static boolean wordless(@Nullable String body) {
        return body == null || body.isBlank() || body.equalsIgnoreCase("redacted");
    }

    private static News news(Message message) {
        if (message.getStatus() == null || message.getSid() == null) {
            return nothing("status-unclassified", "");
        }
        int code = message.getErrorCode() == null ? 0 : message.getErrorCode();
        return TwilioReceipts.read(message.getStatus().toString(), code, message.getSid());
    }

    private static News nothing(String reason, String code) {
        return new News.Nothing(new Evidence(reason, code, ""));
    }
}
