package org.candor.courier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.delivery.News;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Twilio calls back with. Nothing is believed that the account's auth token did not sign, and of what it says
 * only codes are kept.
 */
public final class TwilioCallbacks {
    private static final int LONGEST_BODY = 64 * 1024;
    private static final String SIGNER = "AccountSid";
    private static final Pattern SID = Pattern.compile("[A-Z]{2}[0-9a-fA-F]{32}");
    private static final Pattern STATUS = Pattern.compile("[a-z_]{1,32}");
    private static final Pattern CODE = Pattern.compile("[0-9]{1,6}");

    private final List<TwilioAccount> accounts;

    TwilioCallbacks(List<TwilioAccount> accounts) {
        this.accounts = List.copyOf(accounts);
    }

    /** What a callback turned out to be. */
    public sealed interface Callback {}

    /** Not signed by an account of ours. */
    public record Forged() implements Callback {}

    /** Longer than any callback, whoever signed it. */
    public record TooLong() implements Callback {}

    /** Signed by an account of ours, and no callback. {@code why} is a word that quotes nothing. */
    public record Malformed(String why) implements Callback {}

    /**
     * Signed by an account of ours.
     *
     * @param account such as {@code sms:main}
     * @param reference Twilio's SID of the message
     * @param status Twilio's word, such as {@code delivered}
     */
    public record Told(UUID attempt, String account, String reference, String status, News news) implements Callback {}

    /**
     * Reads one.
     *
     * @param attempt from the path
     * @param query as it came, without the question mark; null for none
     * @param body as it came
     * @param signature the header {@code X-Twilio-Signature}; null for none
     */
    public Callback read(UUID attempt, @Nullable String query, byte[] body, @Nullable String signature) {
        if (signature == null || signature.isBlank()) {
            return new Forged();
        }
        // Before anything is calculated: whoever is not known yet pays for no byte of it.
        if (body.length > LONGEST_BODY) {
            return new TooLong();
        }
        Form form = Form.read(body);
        TwilioAccount signer = signer(attempt, query, form.fields(), signature.strip());
        if (signer == null) {
            return new Forged();
        }
        if (form.wrong() != null) {
            return new Malformed(form.wrong());
        }
        return form.fields().containsKey(SIGNER) ? told(attempt, signer, form.fields()) : new Forged();
    }

    /** The account that it names, if that signed it; of what names none, any. */
    private @Nullable TwilioAccount signer(
            UUID attempt, @Nullable String query, SortedMap<String, String> fields, String signature) {
        String sid = fields.get(SIGNER);
        for (TwilioAccount account : accounts) {
            String hook = account.hook(attempt);
            if (hook != null && (sid == null || account.accountSid().equals(sid))) {
                String url = query == null ? hook : hook + "?" + query;
                if (TwilioSignature.valid(tokens(account), url, fields, signature)) {
                    return account;
                }
            }
        }
        return null;
    }

    /** Without the token nobody can tell; the caller answers with a failure, and Twilio calls again. */
    private static List<String> tokens(TwilioAccount account) {
        try {
            return account.authToken().lines();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the auth token cannot be read", unreadable);
        }
    }

    private static Callback told(UUID attempt, TwilioAccount signer, SortedMap<String, String> fields) {
        String reference = first(fields, "MessageSid", "SmsSid");
        String status = first(fields, "MessageStatus", "SmsStatus").toLowerCase(Locale.ROOT);
        String code = fields.getOrDefault("ErrorCode", "");
        if (!SID.matcher(reference).matches()) {
            return new Malformed("no-message-sid");
        }
        if (!STATUS.matcher(status).matches()) {
            return new Malformed("no-message-status");
        }
        int number = CODE.matcher(code).matches() ? Integer.parseInt(code) : 0;
        return new Told(attempt, signer.id(), reference, status, TwilioReceipts.read(status, number, reference));
    }

    private static String first(SortedMap<String, String> fields, String name, String older) {
        String value = fields.getOrDefault(name, "");
        return value.isEmpty() ? fields.getOrDefault(older, "") : value;
    }
}
