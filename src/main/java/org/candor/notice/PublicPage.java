package org.candor.notice;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * A notice and all that followed it, as the public sees them: only what people can get and was not withdrawn.
 *
 * @param told the oldest first; at least one
 */
public record PublicPage(List<Published> told) {
    public PublicPage {
        told = told.stream()
                .sorted(Comparator.comparing(Published::since).thenComparing(Published::notice))
                .toList();
        if (told.isEmpty()) {
            throw new IllegalArgumentException("a public page tells something");
        }
    }

    /** What the page is about. */
    public Published first() {
        return told.getFirst();
    }

    /** The one that knows best. */
    public Published latest() {
        return told.getLast();
    }

    /** What followed the first, the newest first. */
    public List<Published> updates() {
        return new ArrayList<>(told.subList(1, told.size())).reversed();
    }

    public String slug() {
        return first().slug();
    }

    public OffsetDateTime changedAt() {
        return latest().since();
    }

    /** True if one of them is sent as a public post: only then there is a page. */
    static boolean posted(List<Published> told) {
        return told.stream().anyMatch(Published::posted);
    }

    /** Of two pages that changed at once, the younger notice's comes first. */
    UUID youngest() {
        return latest().notice();
    }
}
