package org.candor.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.courier.EmailEvents;
import org.candor.delivery.Channel;
import org.candor.plumbing.Ids;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;

/**
 * What a source of e-mail events sends: {@code {type, timestamp, data: {attempt, kind, code}}}. Fields and types that we do
 * not know are let be: a source may learn new words before we do.
 */
final class EmailEvent {
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern ENHANCED = Pattern.compile("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}");

    private EmailEvent() {}

    /**
     * Reads one.
     *
     * @param source name of the source, and {@code id} of its call
     */
    static Receipt read(String source, String id, byte[] body) {
        JsonNode event = StrictJson.tree(body);
        String type = text(event, "/type");
        String kind = text(event, "/data/kind");
        String code = text(event, "/data/code");
        UUID attempt = Ids.parse(text(event, "/data/attempt"));
        new Violations()
                .addIf(!WORD.matcher(type).matches(), "/type", missing(type))
                .addIf(attempt == null, "/data/attempt", missing(text(event, "/data/attempt")))
                .addIf(!kind.isEmpty() && !WORD.matcher(kind).matches(), "/data/kind", "invalid")
                .addIf(!code.isEmpty() && !ENHANCED.matcher(code).matches(), "/data/code", "invalid")
                .orThrow();
        String call = source + ":" + id;
        return new Receipt(
                Objects.requireNonNull(attempt),
                Channel.EMAIL,
                call,
                type,
                call,
                EmailEvents.read(type, kind, code, id));
    }

    private static String missing(String text) {
        return text.isEmpty() ? "required" : "invalid";
    }

    /** Empty for what is missing or no text, which nothing here may be. */
    private static String text(JsonNode event, String pointer) {
        JsonNode found = event.at(pointer);
        return found.isTextual() ? found.textValue() : "";
    }
}
