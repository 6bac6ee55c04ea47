package org.candor.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one of the sandbox's servers took: one line a message, on its disk before it said yes. It was written by the other
 * side, so it is what the service's own account is measured by.
 */
public record Ledger(List<Entry> entries) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern MESSAGE_ID =
            Pattern.compile("<?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\\.\\d+@[^@>\\s]+>?");

    /** The sandbox's ledgers by channel, as files in its folder. */
    private static final Map<String, String> FILES =
            Map.of("email", "ledger.ndjson", "sms", "sms-ledger.ndjson", "social", "social-ledger.ndjson");

    /**
     * One message taken.
     *
     * @param mark what it is known by: the Message-ID as it stood in the mail, angle brackets included; the attempt that a
     *     text message was to be reported of; the key of a post
     * @param recipient the address or the number it was taken for, or the network that has the post
     * @param file the captured mail, relative to the ledger's folder; empty if none was kept
     * @param at when it was taken, by the clock of this machine
     */
    public record Entry(String mark, String recipient, String file, Instant at) {
        public Entry(String mark, String recipient, String file) {
            this(mark, recipient, file, Instant.EPOCH);
        }

        /** The delivery that a Message-ID names; empty for a mail that is none of ours. */
        public Optional<UUID> delivery() {
            Matcher id = MESSAGE_ID.matcher(mark);
            return id.matches() ? Optional.of(UUID.fromString(id.group(1))) : Optional.empty();
        }
    }

    public Ledger {
        entries = List.copyOf(entries);
    }

    /** What the sandbox's servers took, by channel. */
    public static Map<String, Ledger> ofSandbox(Path folder) throws IOException {
        Map<String, Ledger> ledgers = new TreeMap<>();
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            ledgers.put(file.getKey(), read(folder.resolve(file.getValue())));
        }
        return ledgers;
    }

    /** Reads one file; one that is not there yet is an empty ledger. */
    public static Ledger read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Ledger(List.of());
        }
        List<Entry> found = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode it = JSON.readTree(line);
            found.add(new Entry(
                    either(it, "message_id", "attempt", "mark"),
                    either(it, "rcpt", "to", "network"),
                    it.path("file").asText(""),
                    it.has("at") ? Instant.parse(it.get("at").asText()) : Instant.EPOCH));
        }
        return new Ledger(found);
    }

    private static String either(JsonNode line, String... names) {
        for (String name : names) {
            if (line.has(name)) {
                return line.get(name).asText();
            }
        }
        throw new IllegalArgumentException("a line of the ledger has none of " + List.of(names));
    }

    /** The same without its first line with this mark. */
    public Ledger without(String mark) {
        List<Entry> rest = new ArrayList<>(entries);
        for (Entry it : entries) {
            if (it.mark().equals(mark)) {
                rest.remove(it);
                break;
            }
        }
        return new Ledger(rest);
    }
}
