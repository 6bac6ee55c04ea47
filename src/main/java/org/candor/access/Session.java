package org.candor.access;

import io.quarkus.security.identity.SecurityIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * An operator who is signed in at the console.
 *
 * @param caller who, and what they may do as it is now
 * @param formToken the hidden field of every form: whoever has not read a page of this session cannot know it
 * @param hash of the session's id
 * @param zone in which times are said on the pages
 */
public record Session(Caller caller, String formToken, byte[] hash, Zone zone) {
    /**
     * The role of whoever has a session, and the only one: no key and no token has it, and none of their scopes is a role of a
     * session. So no annotation lets one kind of credential in where the other belongs.
     */
    public static final String ROLE = "console";

    static final String ATTRIBUTE = "candor.session";

    /** The session of this request; only for pages that ask for {@link #ROLE}. */
    public static Session of(SecurityIdentity identity) {
        if (identity.getAttribute(ATTRIBUTE) instanceof Session session) {
            return session;
        }
        throw new IllegalStateException("a page without a policy asked for its session");
    }

    /** True for a form of this session's own pages. */
    public boolean allows(String sent) {
        return MessageDigest.isEqual(formToken.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Session[" + caller.key() + "]";
    }
}
