package org.candor.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages the server remembers, so that they can be looked up: the last fifty thousand. */
final class TwilioBooks {
    private static final int MOST = 50_000;

    private final Deque<TwilioMessage> all = new ArrayDeque<>();
    private final Map<String, TwilioMessage> bySid = new HashMap<>();
    private final Map<String, Deque<TwilioMessage>> byNumber = new HashMap<>();

    synchronized void add(TwilioMessage message) {
        all.addLast(message);
        bySid.put(message.sid(), message);
        byNumber.computeIfAbsent(message.to(), _ -> new ArrayDeque<>()).addFirst(message);
        if (all.size() > MOST) {
            forget(all.removeFirst());
        }
    }

    private void forget(TwilioMessage message) {
        bySid.remove(message.sid());
        Deque<TwilioMessage> others = byNumber.get(message.to());
        if (others != null) {
            others.removeLast();
            if (others.isEmpty()) {
                byNumber.remove(message.to());
            }
        }
    }

    synchronized @Nullable TwilioMessage of(String sid) {
        return bySid.get(sid);
    }

    /** Newest first; of all numbers if {@code to} is empty. */
    synchronized List<TwilioMessage> to(String to) {
        Deque<TwilioMessage> found = byNumber.get(to);
        return to.isEmpty() ? List.copyOf(all.reversed()) : found == null ? List.of() : List.copyOf(found);
    }
}
