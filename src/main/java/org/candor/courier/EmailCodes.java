package org.candor.courier;

import static org.candor.courier.Ruling.failed;
import static org.candor.courier.Ruling.indicted;
import static org.candor.courier.Ruling.postponed;
import static org.candor.courier.Ruling.refused;
import static org.candor.courier.Ruling.suppressed;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;

/**
 * From what a relay said, and when, to an outcome: the first row that fits holds. Pure: no time, no memory. What only a
 * series of answers can tell, a row marks with a {@link Strike}.
 *
 * <p>Sources: RFC 5321, RFC 3463, RFC 7505 (5.1.10), RFC 7372 (5.7.20-26), RFC 6531 (5.6.7), RFC 4954 (530-538), and the
 * habits of large receivers.
 */
final class EmailCodes {
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Duration GREYLIST = Duration.ofMinutes(5);
    private static final Duration PROBE = Duration.ofMinutes(15);
    private static final Duration HALF_A_YEAR = Duration.ofDays(180);

    /** By then 1 m, 5 m, 15 m, 1 h, 2 h and four times 4 h have passed: about a day. */
    private static final int ATTEMPTS_IN_A_DAY = 9;

    private static final Set<SmtpPhase> CONNECTING = EnumSet.range(SmtpPhase.CONNECT, SmtpPhase.LOGIN);
    private static final Set<SmtpPhase> LOGIN = EnumSet.of(SmtpPhase.LOGIN);
    private static final Set<SmtpPhase> TLS = EnumSet.of(SmtpPhase.TLS);
    private static final Set<SmtpPhase> MAIL = EnumSet.of(SmtpPhase.MAIL);
    private static final Set<SmtpPhase> RCPT = EnumSet.of(SmtpPhase.RCPT);
    private static final Set<SmtpPhase> ANY = EnumSet.allOf(SmtpPhase.class);

    /**
     * @param codes exact code, or {@code 4xx} and {@code 5xx}; several apart by blanks
     * @param enhanced exact enhanced code, its start ended by a dot, or one of our words from smtp-texts.tsv; {@code *} for
     *     any; several apart by blanks
     */
    private record Row(Set<SmtpPhase> phases, String codes, String enhanced, String reason, Ruling ruling) {
        boolean fits(SmtpPhase phase, int code, String meaning) {
            return phases.contains(phase) && any(codes, code) && any(enhanced, meaning);
        }

        private static boolean any(String codes, int code) {
            for (String one : codes.split(" ")) {
                boolean fits = one.endsWith("xx") ? one.charAt(0) - '0' == code / 100 : one.equals("" + code);
                if (fits) {
                    return true;
                }
            }
            return false;
        }

        private static boolean any(String enhanced, String meaning) {
            for (String one : enhanced.split(" ")) {
                if (one.equals("*") || one.equals(meaning) || (one.endsWith(".") && meaning.startsWith(one))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final List<Row> ROWS = List.of(
            // The account or the relay, before any letter.
            new Row(LOGIN, "454 421 4xx", "*", "login-unavailable", indicted(Scope.ACCOUNT, SHORT)),
            new Row(LOGIN, "5xx", "*", "login-refused", indicted(Scope.ACCOUNT, PROBE)),
            new Row(TLS, "5xx", "*", "starttls-refused", indicted(Scope.RELAY, PROBE)),
            new Row(
                    CONNECTING,
                    "4xx 5xx",
                    "*",
                    "relay-refuses",
                    postponed(SHORT).strikes(Strike.RELAY)),
            // What indicts more than the letter, in whatever phase it is said.
            new Row(ANY, "530 534 535 538", "*", "login-required", indicted(Scope.ACCOUNT, PROBE)),
            new Row(ANY, "5xx", "auth-required", "login-required", indicted(Scope.ACCOUNT, PROBE)),
            new Row(ANY, "4xx", "rate-exceeded", "account-rate", indicted(Scope.ACCOUNT, Duration.ofSeconds(10))),
            new Row(ANY, "4xx", "quota-spent", "account-quota", indicted(Scope.ACCOUNT, Duration.ofHours(1))),
            new Row(ANY, "421", "*", "throttled", failed().strikes(Strike.THROTTLE)),
            new Row(ANY, "4xx", "4.7.0 4.7.28", "throttled", failed().strikes(Strike.THROTTLE)),
            // The message, whoever it is for.
            new Row(ANY, "5xx", "5.6.7", "smtputf8-unsupported", refused()),
            new Row(ANY, "5xx", "5.3.4 5.2.3", "message-too-big", refused()),
            // The sender.
            new Row(ANY, "5xx", "5.1.7 5.1.8", "sender-refused", indicted(Scope.SENDER, PROBE)),
            new Row(MAIL, "5xx", "*", "sender-refused", indicted(Scope.SENDER, PROBE)),
            // The address.
            new Row(ANY, "5xx", "5.1.1", "mailbox-unknown", suppressed(HALF_A_YEAR)),
            new Row(ANY, "5xx", "5.1.2", "domain-unknown", suppressed(HALF_A_YEAR)),
            new Row(ANY, "5xx", "5.1.3", "address-invalid", suppressed(HALF_A_YEAR)),
            new Row(ANY, "5xx", "5.1.6", "mailbox-moved", suppressed(HALF_A_YEAR)),
            new Row(ANY, "5xx", "5.1.10", "domain-takes-no-mail", suppressed(HALF_A_YEAR)),
            // The queue keeps to this from the second time on.
            new Row(ANY, "5xx", "5.2.1", "mailbox-disabled", suppressed(HALF_A_YEAR)),
            new Row(
                    ANY,
                    "5xx",
                    "5.2.2",
                    "mailbox-full",
                    failed().atLeast(Duration.ofDays(1)).upTo(2)),
            new Row(ANY, "4xx", "4.2.2", "mailbox-full", failed().upTo(ATTEMPTS_IN_A_DAY)),
            new Row(ANY, "4xx", "4.5.3", "too-many-recipients", postponed(Duration.ofSeconds(5))),
            // The receiver's policy: never the person's fault.
            new Row(ANY, "5xx", "5.7.20", "dkim-refused", refused().strikes(Strike.POLICY)),
            new Row(ANY, "5xx", "5.7.23", "spf-refused", refused().strikes(Strike.POLICY)),
            new Row(ANY, "5xx", "5.7.25", "reverse-dns-refused", refused().strikes(Strike.POLICY)),
            new Row(ANY, "5xx", "5.7.26", "authentication-refused", refused().strikes(Strike.POLICY)),
            new Row(ANY, "5xx", "5.7.", "policy-refused", refused().strikes(Strike.POLICY)),
            // Our own bug.
            new Row(ANY, "5xx", "5.5.", "syntax-refused", refused()),
            new Row(ANY, "500 501 502 503 504 555", "*", "syntax-refused", refused()),
            // Come back later.
            new Row(RCPT, "450 451", "4.2.0 4.7.1", "greylisted", failed().atLeast(GREYLIST)),
            new Row(RCPT, "4xx", "4.7.1", "greylisted", failed().atLeast(GREYLIST)),
            new Row(RCPT, "4xx", "4.2.1 4.3. 4.4.", "receiver-in-trouble", failed().atLeast(GREYLIST)),
            new Row(ANY, "4xx", "*", "refused-for-now", failed()),
            new Row(ANY, "5xx", "*", "refused", refused()));

    private EmailCodes() {}

    /**
     * Judges an ending.
     *
     * @param attempt the number of this attempt, from 1: some answers are retried only so often
     */
    static Finding judge(SmtpEnding ending, int attempt) {
        if (ending.fault() != null) {
            return ending.fault().ruling().on(evidence(ending.fault()), attempt);
        }
        SmtpReply reply = ending.reply();
        if (reply == null || reply.garbled() || (!reply.negative() && !taken(ending.phase(), reply))) {
            String what = reply == null ? "connection-lost" : "reply-garbled";
            return broken(ending.phase(), what, attempt);
        }
        if (reply.positive()) {
            return Finding.accepted(EmailReference.in(reply.text()), evidence("accepted", reply));
        }
        String meaning = meaning(reply);
        Row row = ROWS.stream()
                .filter(it -> it.fits(ending.phase(), reply.code(), meaning))
                .findFirst()
                .orElseThrow();
        return row.ruling().on(evidence(row.reason(), reply), attempt);
    }

    private static boolean taken(SmtpPhase phase, SmtpReply reply) {
        return phase == SmtpPhase.DOT && reply.positive();
    }

    /** A telling enhanced code is believed; where it is missing or says "other", the words are asked. */
    private static String meaning(SmtpReply reply) {
        boolean telling = !reply.enhanced().isEmpty() && !reply.enhanced().endsWith(".0.0");
        String words = telling && reply.code() != 454 ? "" : EmailTexts.meaning(reply);
        return words.isEmpty() ? reply.enhanced() : words;
    }

    /** No answer that means anything: what counts is on which side of the final dot. */
    private static Finding broken(SmtpPhase phase, String what, int attempt) {
        if (phase == SmtpPhase.DOT) {
            return new Finding(new Outcome.Unknown(Evidence.of(what + "-after-dot")), Strike.DOUBT);
        }
        boolean nothingTried = phase.connecting();
        return nothingTried
                ? postponed(SHORT).strikes(Strike.RELAY).on(Evidence.of("relay-unreachable"), attempt)
                : failed().on(Evidence.of(what), attempt);
    }

    /** Some of our own faults have an enhanced code that says the same; it reads better in a record. */
    private static Evidence evidence(Fault fault) {
        return new Evidence(fault.word(), "", fault == Fault.SMTPUTF8_UNSUPPORTED ? "5.6.7" : "");
    }

    private static Evidence evidence(String reason, SmtpReply reply) {
        return new Evidence(reason, Integer.toString(reply.code()), reply.enhanced());
    }
}
