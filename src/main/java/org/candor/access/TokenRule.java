package org.candor.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of the issuer are taken, and for whom. That the issuer signed one, for whom and until when is checked before
 * any of this by {@link Issuer}.
 */
final class TokenRule {
    private static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA");
    /** A token does not bring the key that it is checked with, and asks for nothing that we may not know. */
    private static final List<String> UNWELCOME = List.of("jwk", "jku", "x5c", "x5u", "crit", "b64", "zip");
    /** What only ID tokens have: the nonce of a sign-in, hashes of what came with them. */
    private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash", "s_hash");
    /** What keycloak says of its tokens beside the header. */
    private static final Set<String> NOT_BEARER = Set.of("ID", "Refresh", "Offline", "Logout");

    private static final Pattern SUBJECT = Pattern.compile("[!-~]{1,200}");
    private static final long LONGEST_LIFE = 3600;
    private static final long SKEW = 60;

    private TokenRule() {}

    /** Before its signature is looked at: the algorithm is one of ours, and the key is the issuer's to name. */
    static boolean signedAsWeTake(Jwt token) {
        return ALGORITHMS.contains(token.head("alg"))
                && !token.head("kid").isEmpty()
                && UNWELCOME.stream().noneMatch(token.header()::has);
    }

    /** Who calls with an access token; null if it is another kind of token, lives too long or names nobody. */
    static @Nullable Caller machine(Jwt token, AccessConfig.Oidc config, Instant now) {
        boolean bearer = isType(token, config.tokenType())
                && token.isFor(config.audience())
                && OF_ID_TOKENS.stream().noneMatch(token.claims()::has)
                && !NOT_BEARER.contains(token.text("typ"))
                // It says that it is of use only to who can prove another key, which nobody is asked for here.
                && !token.claims().has("cnf");
        return bearer && isShort(token, now)
                ? caller(token, words(token.claims().path("scope")))
                : null;
    }

    /**
     * Who signed in; null if this is no ID token of this sign-in, or gives no scope of ours.
     *
     * @param client what we are called at the issuer
     * @param nonce what was asked for it with
     */
    static @Nullable Caller person(Jwt token, AccessConfig.Oidc config, String client, String nonce) {
        boolean ours = !isType(token, "at+jwt")
                && token.isFor(client)
                && (!token.claims().has("azp") || token.text("azp").equals(client))
                && same(token.text("nonce"), nonce);
        Set<String> scopes = words(token.claims().path(config.scopesClaim()));
        return ours && !scopes.isEmpty() ? caller(token, scopes) : null;
    }

    private static @Nullable Caller caller(Jwt token, Set<String> scopes) {
        String subject = token.text("sub");
        return SUBJECT.matcher(subject).matches() ? Caller.issued(Caller.ISSUED + subject, scopes) : null;
    }

    /** RFC 9068, 4: the media type may be written in full, in any case. */
    private static boolean isType(Jwt token, String type) {
        String said = token.head("typ").toLowerCase(Locale.ROOT);
        return said.replaceFirst("^application/", "").equals(type.toLowerCase(Locale.ROOT));
    }

    private static boolean isShort(Jwt token, Instant now) {
        long ends = token.seconds("exp");
        long began = token.seconds("iat");
        return began >= 0
                && ends > began
                && ends - began <= LONGEST_LIFE
                && ends <= now.getEpochSecond() + LONGEST_LIFE + SKEW;
    }

    /** Our scopes among the words of a claim, which is a list or a text with blanks. What else is there is not for us. */
    private static Set<String> words(JsonNode claim) {
        Set<String> words = new HashSet<>();
        if (claim.isTextual()) {
            words.addAll(List.of(claim.textValue().split(" ")));
        } else {
            claim.forEach(it -> words.add(it.isTextual() ? it.textValue() : ""));
        }
        words.retainAll(Scopes.ALL);
        return words;
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
