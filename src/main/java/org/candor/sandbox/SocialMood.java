package org.candor.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How a server of a public network takes the next post: as it was told to, else as the account's own credentials say.
 *
 * @param take whether the post is taken
 * @param act what is answered
 * @param status of an answer that is made up
 * @param seconds to wait, for {@link Act#BUSY}
 * @param body of an answer that is made up
 */
record SocialMood(boolean take, Act act, int status, int seconds, String body) {
    /** What the client hears. */
    enum Act {
        /** The network's true answer. */
        ANSWER,
        /** Nothing: the connection closes. */
        CUT,
        /** A page of something in between. */
        HTML,
        /** That status with the body given. */
        SAY,
        /** The network's "slow down". */
        BUSY,
        /** The network's refusal of the content. */
        REFUSE,
        /** The network's word that the account is out of use. */
        SUSPEND
    }

    static final SocialMood GOOD = new SocialMood(true, Act.ANSWER, 200, 0, "");
    static final SocialMood DROP = new SocialMood(true, Act.CUT, 0, 0, "");
    static final SocialMood HTML = new SocialMood(false, Act.HTML, 200, 0, "");
    static final SocialMood EMPTY = say(200, "{}");
    static final SocialMood REFUSE = new SocialMood(false, Act.REFUSE, 0, 0, "");
    static final SocialMood SUSPEND = new SocialMood(false, Act.SUSPEND, 0, 0, "");

    static SocialMood say(int status, String body) {
        return new SocialMood(false, Act.SAY, status, 0, body);
    }

    static SocialMood outage(int status) {
        return new SocialMood(false, Act.HTML, status, 0, "");
    }

    static SocialMood busy(int seconds) {
        return new SocialMood(false, Act.BUSY, 429, seconds, "");
    }

    /** The words that credentials may hold, the first that fits. */
    private static final List<Map.Entry<String, SocialMood>> WORDS = List.of(
            Map.entry("drop", DROP),
            Map.entry("busy", busy(2)),
            Map.entry("refused", REFUSE),
            Map.entry("suspended", SUSPEND),
            Map.entry("outage", outage(503)),
            Map.entry("html", HTML),
            Map.entry("empty", EMPTY));

    /** What is yet to come, in order; and which accounts have had their one bad time. */
    static final class Script {
        private final Deque<SocialMood> next = new ArrayDeque<>();
        private final Set<String> had = ConcurrentHashMap.newKeySet();
        private @Nullable SocialMood always;

        synchronized void add(int times, SocialMood mood) {
            for (int i = 0; i < times; i++) {
                next.add(mood);
            }
        }

        synchronized void always(SocialMood mood) {
            always = mood;
        }

        synchronized void clear() {
            next.clear();
            always = null;
        }

        /** The mood for the next post of the account with these credentials. */
        synchronized SocialMood next(String credentials) {
            SocialMood told = next.isEmpty() ? always : next.poll();
            return told != null ? told : byCredentials(credentials);
        }

        private SocialMood byCredentials(String credentials) {
            return WORDS.stream()
                    .filter(it -> holds(credentials, it.getKey()))
                    .findFirst()
                    .map(Map.Entry::getValue)
                    .orElse(GOOD);
        }

        private boolean holds(String credentials, String word) {
            String said = credentials.toLowerCase(Locale.ROOT);
            if (said.contains(word + "-once")) {
                return had.add(credentials + " " + word);
            }
            return said.contains(word);
        }
    }
}
