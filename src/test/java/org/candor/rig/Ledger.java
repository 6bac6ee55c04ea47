package org.candor.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the sandbox's mail server took: one line a message, on its disk before it said yes. It was written by the other
 * side, so it is what the service's own account is measured by.
 */
public record Ledger(List<Entry> entries) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern MESSAGE_ID =
            Pattern.compile("<?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\\.\\d+@[^@>\\s]+>?");

    /**
     * One message taken.
     *
     * @param messageId as it stood in the mail, angle brackets included
     * @param recipient the address it was taken for
     * @param file the captured mail, relative to the ledger's folder; empty if none was kept
     */
    public record Entry(String messageId, String recipient, String file) {
        /** The delivery that the Message-ID names; empty for a mail that is none of ours. */
        public Optional<UUID> delivery() {
            Matcher id = MESSAGE_ID.matcher(messageId);
            return id.matches() ? Optional.of(UUID.fromString(id.group(1))) : Optional.empty();
        }
    }

    public Ledger {
        entries = List.copyOf(entries);
    }

    /** Reads {@code ledger.ndjson}; a file that is not there yet is an empty ledger. */
    public static Ledger read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Ledger(List.of());
        }
        List<Entry> found = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode it = JSON.readTree(line);
            found.add(new Entry(
                    it.required("message_id").asText(),
                    it.required("rcpt").asText(),
                    it.path("file").asText("")));
        }
        return new Ledger(found);
    }

    /** The same without its first line about this message. */
    public Ledger without(String messageId) {
        List<Entry> rest = new ArrayList<>(entries);
        for (Entry it : entries) {
            if (it.messageId().equals(messageId)) {
                rest.remove(it);
                break;
            }
        }
        return new Ledger(rest);
    }
}
