package org.candor.access;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Takes the cookie of a session, at the console alone. Where it would be looked at by mistake it would still open nothing:
 * its only role is {@link Session#ROLE}.
 */
@ApplicationScoped
class SessionMechanism implements HttpAuthenticationMechanism {
    private static final int BEFORE_KEYS = 4000;

    private final Sessions sessions;
    private final Calls calls;

    SessionMechanism(Sessions sessions, Calls calls) {
        this.sessions = sessions;
        this.calls = calls;
    }

    /** Which credential is looked at; what it may do is said by annotations. Odd paths do not come this far. */
    static boolean isConsole(RoutingContext context) {
        String path = context.request().path();
        return path != null && (path.equals("/console") || path.startsWith("/console/"));
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        Cookie cookie = isConsole(context) ? context.request().getCookie(Sessions.COOKIE) : null;
        if (cookie == null) {
            return Uni.createFrom().nullItem();
        }
        return sessions.find(cookie.getValue())
                .chain(found -> found == null ? Uni.createFrom().nullItem() : counted(context, found));
    }

    private Uni<@Nullable SecurityIdentity> counted(RoutingContext context, Sessions.Found found) {
        return calls.take(found.session().caller(), found.calls()).map(it -> {
            KeyMechanism.told(context, it);
            return identity(found.session());
        });
    }

    private static SecurityIdentity identity(Session session) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(session.caller())
                .addRole(Session.ROLE)
                .addAttribute(Session.ATTRIBUTE, session)
                .build();
    }

    /** Who may ask for a page of the console is sent to sign in by {@code plumbing}; a program is told as everywhere. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public int getPriority() {
        return BEFORE_KEYS;
    }
}
