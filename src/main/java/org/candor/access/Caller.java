package org.candor.access;

import io.quarkus.security.identity.SecurityIdentity;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind a request: a key, a token of the issuer, or an operator who is signed in with one of them.
 *
 * @param key the key's id, never the key; for somebody of the issuer's an id that is made from the owner
 * @param owner the person or system that answers for it; two keys of one owner are one person. Whoever the issuer names
 *     is {@code oidc:} and their subject there, which no key's owner begins with
 * @param scopes what it may do, see {@link Scopes}
 * @param incidents the incidents it is bound to; empty means all
 * @param contact the confirmed address that test messages go to
 * @param makers the owners of the keys that this one was made with over the API, and of those that they were made with
 */
public record Caller(
        UUID key,
        String owner,
        Set<String> scopes,
        Set<UUID> incidents,
        @Nullable String contact,
        Set<String> makers) implements Principal {
    static final String ISSUED = "oidc:";

    public Caller {
        scopes = Set.copyOf(scopes);
        incidents = Set.copyOf(incidents);
        makers = Set.copyOf(makers);
    }

    /** Somebody the issuer vouches for. */
    static Caller issued(String owner, Set<String> scopes) {
        ByteBuffer hash = ByteBuffer.wrap(ApiKey.hash(owner));
        // A UUIDv8 (RFC 9562, 5.8), which no key's id is.
        UUID id = new UUID(
                hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000L,
                hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
        return new Caller(id, owner, scopes, Set.of(), null, Set.of());
    }

    /** True for somebody whom the issuer names, not a key. */
    public boolean isIssued() {
        return isIssued(owner);
    }

    private static boolean isIssued(String person) {
        return person.startsWith(ISSUED);
    }

    /** The caller of this request; only for endpoints that ask for a scope. */
    public static Caller of(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("an endpoint without a scope asked for its caller");
    }

    /** The same, of an endpoint about all incidents at once: a key that is bound to some of them is refused. */
    public static Caller unbound(SecurityIdentity identity) {
        return of(identity).unbound();
    }

    /** This caller, of something about all incidents at once; 403 for a key that is bound to some of them. */
    public Caller unbound() {
        if (bound()) {
            throw Problem.of(
                    403, "forbidden", "A key that is bound to incidents has no part in what is for all of them.");
        }
        return this;
    }

    public boolean may(String scope) {
        return scopes.contains(scope);
    }

    /**
     * The persons who may be behind a call, its owner first: whoever made a key has seen it, so that two keys are two persons
     * only if none of these is the same.
     */
    public List<String> persons() {
        return Stream.concat(Stream.of(owner), makers.stream().sorted())
                .distinct()
                .toList();
    }

    /**
     * True if nobody who may be behind this call may be one of these. The owner of a key and whoever the issuer names may be one
     * person, and nobody can tell: they do not count as two.
     */
    public boolean isApartFrom(Collection<String> others) {
        return persons().stream()
                .allMatch(
                        it -> others.stream().noneMatch(other -> other.equals(it) || isIssued(other) != isIssued(it)));
    }

    /** True for a key that sees some incidents only; lists must then be filtered by {@link #incidents()}. */
    public boolean bound() {
        return !incidents.isEmpty();
    }

    /** Passes if the key may see this incident; otherwise the answer of a missing id. */
    public void mayTouch(UUID incident) {
        if (bound() && !incidents.contains(incident)) {
            throw Problem.notFound();
        }
    }

    /**
     * The client in the sense of idempotency: keys of one owner that see the same incidents share it, so that a key can
     * be rotated between a call and its repetition.
     */
    public String client() {
        return bound() ? owner + " " + new TreeSet<>(incidents) : owner;
    }

    @Override
    public String getName() {
        return owner;
    }

    /** The contact is a person's address and stays out of any text. */
    @Override
    public String toString() {
        return "Caller[" + key + "]";
    }
}
