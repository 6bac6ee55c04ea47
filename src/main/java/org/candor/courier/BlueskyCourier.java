package org.candor.courier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;

/**
 * Posts at a Bluesky server, over XRPC.
 *
 * <ol>
 *   <li>Log in, if there is no session.
 *   <li>Put the record under a key made of the delivery's id: put again it would be the same record and no second post.
 *   <li>A token that has expired is renewed once, and the record is put with the new one; the first put was refused, so this
 *       repeats nothing.
 * </ol>
 *
 * A post in doubt is looked for by its key.
 */
public final class BlueskyCourier extends PublicCourier {
    /** Sources: the AT Protocol's lexicons com.atproto.server and com.atproto.repo, and its HTTP API's error shape. */
    static final SocialCodes CODES = new SocialCodes(
            account("AccountTakedown RepoTakendown", "account-taken-down"),
            account("AccountSuspended RepoSuspended", "account-suspended"),
            account("AccountDeactivated RepoDeactivated", "account-deactivated"),
            account("ExpiredToken InvalidToken AuthMissing AuthenticationRequired", "login-refused"),
            account("AuthFactorTokenRequired", "app-password-required"),
            new SocialCodes.Row("400 429", "RateLimitExceeded", "rate-limited", SocialCodes.Meaning.LIMITED));

    /** A refusal of the login itself is never about the post. */
    private static final SocialCodes LOGIN =
            new SocialCodes(new SocialCodes.Row("400 404", "*", "login-refused", SocialCodes.Meaning.ACCOUNT));

    private static final Duration PROBE = Duration.ofMinutes(15);
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Set<String> STALE = Set.of("ExpiredToken", "InvalidToken");

    private static SocialCodes.Row account(String words, String reason) {
        return new SocialCodes.Row("400 401 403", words, reason, SocialCodes.Meaning.ACCOUNT);
    }

    private final PublicAccount account;
    private final BlueskyLogin login;

    BlueskyCourier(PublicAccount account, String identifier, InstantSource clock) {
        super(account, clock);
        this.account = account;
        this.login = new BlueskyLogin(account, identifier, this::call, clock);
    }

    @Override
    public String messageId(UUID delivery) {
        return BlueskyRecord.key(delivery);
    }

    @Override
    Finding post(Handoff handoff) throws IOException {
        Reply reply = loggedIn(session -> put(session, handoff));
        return switch (reply) {
            case NoSession it -> it.finding();
            case Said it ->
                switch (it.ended()) {
                    case OneCall.Broken broken -> SocialCodes.broken(broken);
                    case OneCall.Answered answer -> judge(answer);
                };
        };
    }

    private OneCall.Ask put(BlueskyLogin.Session session, Handoff handoff) {
        ObjectNode body = ProviderJson.object();
        body.put("repo", session.did());
        body.put("collection", BlueskyRecord.COLLECTION);
        body.put("rkey", messageId(handoff.delivery()));
        body.set("record", BlueskyRecord.of(handoff.delivery(), handoff.letter()));
        URI url = account.at("/xrpc/com.atproto.repo.putRecord");
        return new OneCall.Ask("POST", url, session.headers(), ProviderJson.TYPE, ProviderJson.write(body));
    }

    private Finding judge(OneCall.Answered answer) {
        if (answer.status() != 200) {
            return CODES.judge(answer, word(answer), now());
        }
        String uri = uri(answer);
        return uri.isEmpty() ? SocialCodes.unusable(answer) : SocialCodes.accepted(uri, answer);
    }

    @Override
    News find(Handoff handoff, Instant begunAt, boolean mayRepeat) throws IOException {
        Reply reply = loggedIn(session -> get(session, handoff.delivery()));
        return switch (reply) {
            case NoSession it -> new News.Nothing(it.finding().outcome().evidence());
            case Said it ->
                switch (it.ended()) {
                    case OneCall.Broken _ -> new News.Nothing(Evidence.of("no-answer"));
                    case OneCall.Answered answer -> news(answer);
                };
        };
    }

    private OneCall.Ask get(BlueskyLogin.Session session, UUID delivery) {
        String query = "repo=" + URLEncoder.encode(session.did(), StandardCharsets.UTF_8) + "&collection="
                + BlueskyRecord.COLLECTION + "&rkey=" + messageId(delivery);
        return OneCall.Ask.get(account.at("/xrpc/com.atproto.repo.getRecord?" + query), session.headers());
    }

    /** A record that is missing may be put whether or not an earlier put is still on its way: it would be the same one. */
    private static News news(OneCall.Answered answer) {
        if (answer.status() == 200 && !uri(answer).isEmpty()) {
            return new News.Taken(uri(answer), Evidence.of("found-by-key"));
        }
        return word(answer).equals("RecordNotFound")
                ? new News.Absent(true, Evidence.of("record-unknown"))
                : new News.Nothing(new Evidence("record-unreadable", Integer.toString(answer.status()), ""));
    }

    /** How a call with a session ended. */
    private sealed interface Reply {}

    private record Said(OneCall.Ended ended) implements Reply {}

    private record NoSession(Finding finding) implements Reply {}

    private Reply loggedIn(Function<BlueskyLogin.Session, OneCall.Ask> asks) throws IOException {
        return switch (login.open()) {
            case BlueskyLogin.Not it -> new NoSession(it.finding());
            case BlueskyLogin.Session session -> {
                OneCall.Ended ended = call(asks.apply(session));
                yield stale(ended) ? renewed(session, asks) : new Said(ended);
            }
        };
    }

    private Reply renewed(BlueskyLogin.Session stale, Function<BlueskyLogin.Session, OneCall.Ask> asks)
            throws IOException {
        return switch (login.renew(stale)) {
            case BlueskyLogin.Not it -> new NoSession(it.finding());
            case BlueskyLogin.Session session -> new Said(call(asks.apply(session)));
        };
    }

    private static boolean stale(OneCall.Ended ended) {
        return ended instanceof OneCall.Answered answer && answer.status() / 100 == 4 && STALE.contains(word(answer));
    }

    /** The protocol's word for an error. */
    private static String word(OneCall.Answered answer) {
        return ProviderJson.read(answer.body()).path("error").asText();
    }

    private static String uri(OneCall.Answered answer) {
        JsonNode body = ProviderJson.read(answer.body());
        String uri = ProviderJson.reference(body, "uri");
        return uri.startsWith("at://") ? uri : "";
    }

    /** What a login's answer means; nothing was posted, so nothing is in doubt. */
    static Finding refusedLogin(OneCall.Answered answer, Instant now) {
        Finding finding = CODES.judge(answer, word(answer), now);
        Finding judged = finding.outcome() instanceof Outcome.Refused ? LOGIN.judge(answer, "", now) : finding;
        return judged.outcome() instanceof Outcome.Unknown it
                ? new Finding(new Outcome.Busy(SHORT, it.evidence()), Strike.RELAY)
                : judged;
    }

    /** The server knows the account and says it is not in use. */
    static Finding inactive(String status) {
        String reason = switch (status) {
            case "takendown" -> "account-taken-down";
            case "suspended" -> "account-suspended";
            default -> "account-deactivated";
        };
        return new Finding(new Outcome.Indicted(Scope.ACCOUNT, PROBE, Evidence.of(reason)), null);
    }
}
