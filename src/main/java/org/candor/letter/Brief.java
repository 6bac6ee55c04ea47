package org.candor.letter;

import java.util.Map;
import java.util.UUID;
import org.candor.incident.Facts;
import org.jspecify.annotations.Nullable;

/**
 * Everything the letters of one notice have in common. Made once a notice and kept: {@link Letters} remembers what it laid
 * out by this very object.
 *
 * @param contents what the caller says, by BCP 47 tag; holds {@code defaultLocale}
 * @param linkDays how many days a reset link works
 * @param verifyUrl the page where a code can be checked
 * @param pageUrl the notice's public page; null if it has none
 */
public record Brief(
        UUID notice,
        Kind kind,
        Facts facts,
        String defaultLocale,
        Map<String, Content> contents,
        int linkDays,
        String verifyUrl,
        @Nullable String pageUrl) {
    public Brief {
        contents = Map.copyOf(contents);
        if (!contents.containsKey(defaultLocale)) {
            throw new IllegalArgumentException("a notice has content in its default locale");
        }
    }
}
