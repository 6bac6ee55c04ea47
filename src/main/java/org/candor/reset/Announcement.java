package org.candor.reset;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.candor.delivery.Channel;

/**
 * What {@code /verify} may tell anybody about a notice that is going out.
 *
 * @param subjects the subject line by BCP 47 tag, as people get it
 * @param defaultLocale one of those tags
 */
public record Announcement(
        UUID notice, UUID incident, Set<Channel> channels, Map<String, String> subjects, String defaultLocale) {
    public Announcement {
        if (!subjects.containsKey(defaultLocale)) {
            throw new IllegalArgumentException("a notice has a subject in its default locale");
        }
    }
}
