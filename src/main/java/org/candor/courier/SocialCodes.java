package org.candor.courier;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.candor.delivery.Evidence;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;

/**
 * From what a public network answered to an outcome: the first row that fits holds, those of the network before those of
 * all. Pure: no time, no memory.
 *
 * <p>An answer that is not listed came after the point of no return, so it leaves doubt.
 */
final class SocialCodes {
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Duration PROBE = Duration.ofMinutes(15);

    /** What follows from an answer. */
    enum Meaning {
        /** Not taken, later perhaps: not counted. */
        BUSY,
        /** The account may post again later: its gate closes for as long as they ask. */
        LIMITED,
        /** Not taken, and never will be as it is. */
        REFUSED,
        /** The account cannot post: its gate closes until somebody looks. */
        ACCOUNT,
        /** It may have been taken; and the server is in trouble. */
        DOUBT
    }

    /**
     * @param statuses exact HTTP statuses or {@code 5xx}, several apart by blanks
     * @param words the network's own words for the error, several apart by blanks; {@code *} for any and for none
     */
    record Row(String statuses, String words, String reason, Meaning meaning) {
        boolean fits(int status, String word) {
            boolean listed = among(statuses, Integer.toString(status)) || among(statuses, status / 100 + "xx");
            return listed && (words.equals("*") || among(words, word));
        }

        private static boolean among(String list, String one) {
            return List.of(list.split(" ")).contains(one);
        }
    }

    private static final List<Row> SHARED = List.of(
            new Row("401", "*", "login-refused", Meaning.ACCOUNT),
            new Row("403", "*", "not-permitted", Meaning.ACCOUNT),
            new Row("429", "*", "rate-limited", Meaning.LIMITED),
            new Row("400 422", "*", "post-refused", Meaning.REFUSED),
            new Row("413", "*", "post-too-big", Meaning.REFUSED),
            // A wrong address or category in the configuration, or the page of something in between: no post is to
            // blame.
            new Row("404 405 410", "*", "endpoint-missing", Meaning.ACCOUNT),
            // Nobody follows an address elsewhere.
            new Row("415", "*", "endpoint-missing", Meaning.REFUSED),
            new Row("3xx", "*", "redirected", Meaning.REFUSED),
            new Row("5xx", "*", "server-error", Meaning.DOUBT),
            new Row("408", "*", "timed-out", Meaning.DOUBT));
    private static final Row UNLISTED = new Row("", "", "unlisted-answer", Meaning.DOUBT);

    private final List<Row> rows;

    /** A table that begins with what is special to one network. */
    SocialCodes(Row... special) {
        this.rows = Stream.concat(Stream.of(special), SHARED.stream()).toList();
    }

    /**
     * Judges an answer that does not say it was taken.
     *
     * @param word the network's own word for the error; empty if it has none
     */
    Finding judge(OneCall.Answered answer, String word, Instant now) {
        Row row = rows.stream()
                .filter(it -> it.fits(answer.status(), word))
                .findFirst()
                .orElse(UNLISTED);
        Evidence evidence = new Evidence(row.reason(), Integer.toString(answer.status()), "");
        return switch (row.meaning()) {
            case BUSY -> new Finding(new Outcome.Busy(Waits.asked(answer, now), evidence), null);
            case LIMITED -> new Finding(new Outcome.Indicted(Scope.ACCOUNT, Waits.asked(answer, now), evidence), null);
            case REFUSED -> new Finding(new Outcome.Refused(Duration.ZERO, evidence), null);
            case ACCOUNT -> new Finding(new Outcome.Indicted(Scope.ACCOUNT, PROBE, evidence), null);
            case DOUBT -> doubt(evidence);
        };
    }

    /** Judges a call that posts and had no answer. */
    static Finding broken(OneCall.Broken call) {
        return call.written() ? doubt(Evidence.of("no-answer")) : unreachable();
    }

    /** An answer that says yes and does not say what was taken: a page of something in between, or nothing at all. */
    static Finding unusable(OneCall.Answered answer) {
        return doubt(new Evidence("answer-unusable", Integer.toString(answer.status()), ""));
    }

    /** Nothing was sent, since nobody was there. */
    static Finding unreachable() {
        return later("server-unreachable");
    }

    /** Nothing of the post was sent, for a trouble of the server's. */
    static Finding later(String reason) {
        return new Finding(new Outcome.Busy(SHORT, Evidence.of(reason)), Strike.RELAY);
    }

    static Finding accepted(String reference, OneCall.Answered answer) {
        return Finding.accepted(reference, new Evidence("accepted", Integer.toString(answer.status()), ""));
    }

    private static Finding doubt(Evidence evidence) {
        return new Finding(new Outcome.Unknown(evidence), Strike.RELAY);
    }
}
