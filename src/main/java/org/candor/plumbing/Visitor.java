package org.candor.plumbing;

import jakarta.ws.rs.core.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's browser, as far as its request tells; null for a header that was not sent.
 *
 * @param language what the person chose in the list of languages; null for none
 */
public record Visitor(
        @Nullable String accept,
        @Nullable String acceptLanguage,
        @Nullable String fetchSite,
        @Nullable String origin,
        @Nullable String language) {
    private static final int LONGEST = 500;

    public static Visitor of(HttpHeaders headers, @Nullable String language) {
        return new Visitor(
                headers.getHeaderString(HttpHeaders.ACCEPT),
                headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE),
                headers.getHeaderString("Sec-Fetch-Site"),
                headers.getHeaderString("Origin"),
                language);
    }

    /** The language chosen, else the first we speak of those the browser asks for, else English. */
    public Words words(Languages languages) {
        String tag = first(languages.tags());
        return languages.orFirst(tag == null ? "" : tag);
    }

    /**
     * The first of these languages that was chosen or, if none was, that the browser asks for; a region falls back to its
     * language. Null for none of them.
     *
     * @param tags BCP 47 tags in their usual spelling
     */
    public @Nullable String first(Collection<String> tags) {
        String chosen = language == null || language.length() > LONGEST ? null : among(tags, language);
        if (chosen != null) {
            return chosen;
        }
        for (Locale.LanguageRange range : ranges()) {
            // Ranges come in lower case.
            String tag = Locale.forLanguageTag(range.getRange()).toLanguageTag();
            String found = range.getRange().equals("*") ? null : among(tags, tag);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String among(Collection<String> tags, String wanted) {
        for (String it = wanted; !it.isEmpty(); it = Languages.shorter(it)) {
            if (tags.contains(it)) {
                return it;
            }
        }
        return null;
    }

    /** The same person, known to read this language. */
    public Visitor reading(@Nullable String tag) {
        return new Visitor(accept, acceptLanguage, fetchSite, origin, tag);
    }

    /** Keeps the choice of language on the way to another page. */
    public String languageQuery() {
        return language == null ? "" : "?lang=" + URLEncoder.encode(language, StandardCharsets.UTF_8);
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
    public boolean wantsPage() {
        return accept != null && accept.contains("text/html");
    }

    /**
     * True unless the browser says that the form was posted from elsewhere (security.md R3). Old browsers send neither
     * header: then the form's own token alone decides.
     */
    public boolean postsFromOurPage(Hosts hosts) {
        return postsFrom(hosts.publicOrigin());
    }

    /** The same for a page of another host of ours. */
    public boolean postsFrom(String ours) {
        if (fetchSite != null) {
            return fetchSite.equals("same-origin");
        }
        return origin == null || origin.equals(ours);
    }
}
