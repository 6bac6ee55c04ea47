package org.candor.console;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.candor.access.Session;
import org.candor.access.Sessions;
import org.candor.access.SignIn;

/**
 * Whether it is still the operator who sits there, asked before what cannot be taken back (security.md D7). Who signed in with a
 * key types the same key once more; who came from the issuer has signed in just now.
 */
@Singleton
class Again {
    /** The field of the form of {@link Confirm#withSignIn}; one that is not sent counts as empty. */
    static final String FIELD = "key";

    private static final Duration JUST_NOW = Duration.ofMinutes(10);
    private static final String OTHER_KEY = "That is not the key that you signed in with. Nothing was changed.";
    private static final String TOO_LONG_AGO = "You signed in more than " + JUST_NOW.toMinutes()
            + " minutes ago: sign in again, then come back to this page. Nothing was changed.";

    private final SignIn signIn;
    private final Sessions sessions;

    Again(SignIn signIn, Sessions sessions) {
        this.signIn = signIn;
        this.sessions = sessions;
    }

    /**
     * What is wrong, as a sentence for {@link Confirm#but}; empty if it is them. Fails with a 429 for whoever guesses.
     *
     * @param key what was typed in the field {@link #FIELD}
     */
    Uni<String> wrong(Session session, String key, HttpServerRequest request) {
        if (session.caller().isIssued()) {
            return sessions.isYoung(session, JUST_NOW).map(young -> young ? "" : TOO_LONG_AGO);
        }
        return signIn.byKey(key.strip(), SignInResource.address(request))
                .map(it -> it.caller().key().equals(session.caller().key()) ? "" : OTHER_KEY)
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(OTHER_KEY);
    }
}
