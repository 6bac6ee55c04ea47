package org.candor.courier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The session of one Bluesky account: opened at the first need, kept in memory, renewed when its token has expired, opened
 * anew when it cannot be renewed. Logins are few a day at most networks, so those who need one wait for each other.
 */
final class BlueskyLogin {
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,8192}");
    private static final Pattern DID = Pattern.compile("did:[a-z]+:[A-Za-z0-9._:%-]{1,500}");

    /** What logging in leads to. */
    sealed interface Login {}

    /** An open session. */
    record Session(String did, String access, String refresh) implements Login {
        Map<String, String> headers() {
            return Map.of("Authorization", "Bearer " + access);
        }

        /** Tokens are as good as the password. */
        @Override
        public String toString() {
            return "Session[***]";
        }
    }

    /** No session, so nothing was sent. */
    record Not(Finding finding) implements Login {}

    private final PublicAccount account;
    private final String identifier;
    private final Function<OneCall.Ask, OneCall.Ended> http;
    private final InstantSource clock;
    private @Nullable Session session;

    BlueskyLogin(
            PublicAccount account, String identifier, Function<OneCall.Ask, OneCall.Ended> http, InstantSource clock) {
        this.account = account;
        this.identifier = identifier;
        this.http = http;
        this.clock = clock;
    }

    /** The open session, or a fresh one. */
    synchronized Login open() throws IOException {
        return session != null ? session : create();
    }

    /** A session in place of one whose token is no longer good; whoever else noticed may have renewed it already. */
    synchronized Login renew(Session stale) throws IOException {
        if (session != null && !session.access().equals(stale.access())) {
            return session;
        }
        session = null;
        OneCall.Ended ended = http.apply(post(
                "com.atproto.server.refreshSession",
                Map.of("Authorization", "Bearer " + stale.refresh()),
                null,
                new byte[0]));
        boolean renewed = ended instanceof OneCall.Answered answer && answer.status() == 200;
        return renewed ? opened((OneCall.Answered) ended) : create();
    }

    private Login create() throws IOException {
        ObjectNode body = ProviderJson.object();
        body.put("identifier", identifier);
        body.put("password", account.secret().current());
        OneCall.Ended ended = http.apply(
                post("com.atproto.server.createSession", Map.of(), ProviderJson.TYPE, ProviderJson.write(body)));
        return switch (ended) {
            // Whatever became of a login, the post has not left.
            case OneCall.Broken _ -> new Not(SocialCodes.unreachable());
            case OneCall.Answered answer when answer.status() == 200 -> opened(answer);
            case OneCall.Answered answer -> new Not(BlueskyCourier.refusedLogin(answer, clock.instant()));
        };
    }

    private Login opened(OneCall.Answered answer) {
        JsonNode body = ProviderJson.read(answer.body());
        Session opened = new Session(
                body.path("did").asText(),
                body.path("accessJwt").asText(),
                body.path("refreshJwt").asText());
        boolean usable = DID.matcher(opened.did()).matches()
                && TOKEN.matcher(opened.access()).matches()
                && TOKEN.matcher(opened.refresh()).matches();
        if (!usable) {
            return new Not(SocialCodes.later("login-unusable"));
        }
        if (!body.path("active").asBoolean(true)) {
            return new Not(BlueskyCourier.inactive(body.path("status").asText()));
        }
        session = opened;
        return opened;
    }

    private OneCall.Ask post(String method, Map<String, String> headers, @Nullable String type, byte[] body) {
        return new OneCall.Ask("POST", account.at("/xrpc/" + method), headers, type, body);
    }
}
