package org.candor.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the server shall do from the recipient's address. The words stand in {@link SmtpLedger}.
 *
 * <p>A word ends at {@code +}, so that {@code bounce+anna@example.org} and {@code bounce+ben@example.org} are two people
 * with one fate. {@code -once} and {@code -twice} hold for the first one or two hand-offs to that very address.
 */
final class SmtpScript {
    private static final int ADDRESSES = 100_000;
    /** Stands in a reply for the recipient, whom relays like to quote. */
    private static final String ADDRESS = "{address}";

    private static final Pattern CODED =
            Pattern.compile("(rcpt|dot)-([2-5]\\d\\d)(?:-(\\d)\\.(\\d{1,3})\\.(\\d{1,3}))?");

    private static final Pattern SLOW = Pattern.compile("slow-(\\d{1,3})");

    private static final Map<String, Act> AT_RCPT = Map.ofEntries(
            Map.entry("bounce", Act.say("550 5.1.1 <" + ADDRESS + ">: Recipient address rejected")),
            Map.entry("refused", Act.say("554 5.7.1 refused by policy")),
            Map.entry("disabled", Act.say("550 5.2.1 mailbox disabled")),
            Map.entry("busy", Act.say("451 4.7.1 <" + ADDRESS + ">: Recipient address rejected, come back later")),
            Map.entry("greylist", Act.say("450 4.2.0 greylisted")),
            Map.entry("full", Act.say("452 4.2.2 mailbox full")),
            Map.entry("over-quota", Act.say("552 5.2.2 over quota")),
            Map.entry("throttle", Act.say("421 4.7.0 too much at once").andCut()),
            Map.entry("cut-at-rcpt", Act.CUT),
            Map.entry("silent-rcpt", Act.SILENCE),
            Map.entry("garbled-rcpt", Act.say("?!%$ ## no such number")),
            Map.entry("slow-rcpt", Act.say("250 2.1.5 at last").slowly()),
            Map.entry("multi-line", Act.say("250-2.1.5 first line\r\n250 2.1.5 second line")),
            Map.entry("8bit-rcpt", Act.say("550 5.1.1 Empf\u00e4nger unbekannt")));

    private static final Map<String, Act> AT_DATA = Map.of(
            "cut-before-dot", Act.CUT, "cut-in-data", Act.say("354 go ahead").andCut());

    private static final Map<String, Act> AT_DOT = Map.of(
            "cut-after-dot", Act.CUT,
            "silent-after-dot", Act.SILENCE,
            "slow", Act.say("250 2.0.0 Ok: queued slowly").slowly(),
            "garbled", Act.say("%%%? ## no such number"),
            "dot-2xx", Act.say("251 2.6.0 taken, will forward"));

    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();

    /** What to do at RCPT; null to go on as usual. Counts one hand-off to the address. */
    @Nullable
    Act atRcpt(String address) {
        Act act = act("rcpt", AT_RCPT, address, count(address));
        return act == null ? null : act.with(ADDRESS, address);
    }

    /** What to do at DATA; null to go on as usual. */
    @Nullable
    Act atData(String address) {
        return act("data", AT_DATA, address, counted(address));
    }

    /** What to do at the final dot; null to take the message as usual. */
    @Nullable
    Act atDot(String address) {
        return act("dot", AT_DOT, address, counted(address));
    }

    private static @Nullable Act act(String place, Map<String, Act> words, String address, int handOff) {
        String word = word(address);
        int limit = Integer.MAX_VALUE;
        if (word.endsWith("-once")) {
            limit = 1;
            word = word.substring(0, word.length() - "-once".length());
        } else if (word.endsWith("-twice")) {
            limit = 2;
            word = word.substring(0, word.length() - "-twice".length());
        }
        if (handOff > limit) {
            return null;
        }
        Act act = words.get(word);
        return act != null ? act : coded(place, word);
    }

    private static @Nullable Act coded(String place, String word) {
        Matcher slow = SLOW.matcher(word);
        if (slow.matches() && place.equals("dot")) {
            return Act.say("250 2.0.0 Ok: queued slowly").slowly(Integer.parseInt(slow.group(1)));
        }
        Matcher coded = CODED.matcher(word);
        if (!coded.matches() || !coded.group(1).equals(place)) {
            return null;
        }
        String enhanced =
                coded.group(3) == null ? "" : coded.group(3) + "." + coded.group(4) + "." + coded.group(5) + " ";
        return Act.say(coded.group(2) + " " + enhanced + "as the address says");
    }

    private static String word(String address) {
        int at = address.lastIndexOf('@');
        String local = at < 0 ? address : address.substring(0, at);
        int plus = local.indexOf('+');
        return plus < 0 ? local : local.substring(0, plus);
    }

    private int count(String address) {
        if (!counts(address)) {
            return 1;
        }
        if (seen.size() > ADDRESSES) {
            seen.clear();
        }
        return seen.computeIfAbsent(address, _ -> new AtomicInteger()).incrementAndGet();
    }

    private int counted(String address) {
        AtomicInteger count = seen.get(address);
        return count == null ? 1 : count.get();
    }

    private static boolean counts(String address) {
        String word = word(address);
        return word.endsWith("-once") || word.endsWith("-twice");
    }
}
