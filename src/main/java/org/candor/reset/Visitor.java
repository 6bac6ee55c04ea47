package org.candor.reset;

import jakarta.ws.rs.core.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Languages;
import org.candor.plumbing.Words;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's browser, as far as its request tells; null for a header that was not sent.
 *
 * @param language what the person chose in the list of languages; null for none
 */
record Visitor(
        @Nullable String accept,
        @Nullable String acceptLanguage,
        @Nullable String fetchSite,
        @Nullable String origin,
        @Nullable String language) {
    private static final int LONGEST = 500;

    static Visitor of(HttpHeaders headers, @Nullable String language) {
        return new Visitor(
                headers.getHeaderString(HttpHeaders.ACCEPT),
                headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE),
                headers.getHeaderString("Sec-Fetch-Site"),
                headers.getHeaderString("Origin"),
                language);
    }

    /** The language chosen, else the first we speak of those the browser asks for, else English. */
    Words words(Languages languages) {
        Words chosen = language == null || language.length() > LONGEST ? null : languages.of(language);
        if (chosen != null) {
            return chosen;
        }
        for (Locale.LanguageRange range : ranges()) {
            Words found = range.getRange().equals("*") ? null : spoken(languages, range.getRange());
            if (found != null) {
                return found;
            }
        }
        return languages.orFirst("");
    }

    /** Keeps the choice of language on the way to another page. */
    String languageQuery() {
        return language == null ? "" : "?lang=" + URLEncoder.encode(language, StandardCharsets.UTF_8);
    }

    /** Ranges come in lower case, tags in their usual spelling. */
    private static @Nullable Words spoken(Languages languages, String range) {
        return languages.of(Locale.forLanguageTag(range).toLanguageTag());
    }

    private List<Locale.LanguageRange> ranges() {
        if (acceptLanguage == null || acceptLanguage.length() > LONGEST) {
            return List.of();
        }
        try {
            return Locale.LanguageRange.parse(acceptLanguage);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** A browser says that it wants a page; a program gets problem documents. */
    boolean wantsPage() {
        return accept != null && accept.contains("text/html");
    }

    /**
     * True unless the browser says that the form was posted from elsewhere (security.md R3). Old browsers send neither
     * header: then the form's own token alone decides.
     */
    boolean postsFromOurPage(Hosts hosts) {
        if (fetchSite != null) {
            return fetchSite.equals("same-origin");
        }
        return origin == null || origin.equals(hosts.publicOrigin());
    }
}
