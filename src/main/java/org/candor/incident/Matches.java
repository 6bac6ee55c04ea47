package org.candor.incident;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of a batch whose people are there already, as one list a column of {@code import_match}. */
final class Matches {
    private final List<UUID> recipients = new ArrayList<>();
    private final List<Buffer> contents = new ArrayList<>();
    private final List<@Nullable Buffer> sealed = new ArrayList<>();
    private final List<@Nullable Buffer> emails = new ArrayList<>();
    private final List<@Nullable Buffer> phones = new ArrayList<>();
    private final List<@Nullable String> locales = new ArrayList<>();
    private final List<@Nullable String> regions = new ArrayList<>();
    private final List<@Nullable Integer> exposed = new ArrayList<>();
    private final List<Boolean> consents = new ArrayList<>();
    private final List<@Nullable Short> domains = new ArrayList<>();

    boolean empty() {
        return recipients.isEmpty();
    }

    /** One row; if it changes the person, its content is sealed for the person's own row. */
    void add(Rows rows, int row, UUID recipient, boolean changed) {
        recipients.add(recipient);
        contents.add(rows.contents[row]);
        sealed.add(changed ? rows.sealedFor(row, recipient) : null);
        emails.add(rows.emails[row]);
        phones.add(rows.phones[row]);
        locales.add(rows.locales[row]);
        regions.add(rows.regions[row]);
        exposed.add(rows.exposed[row]);
        consents.add(rows.consents[row]);
        domains.add(rows.domains[row]);
    }

    /** The values of the statement {@code matches-add}. */
    Tuple values(UUID importId) {
        Tuple values = Tuple.tuple().addUUID(importId).addArrayOfUUID(recipients.toArray(UUID[]::new));
        values.getDelegate()
                .addArrayOfBuffer(contents.toArray(Buffer[]::new))
                .addArrayOfBuffer(sealed.toArray(Buffer[]::new))
                .addArrayOfBuffer(emails.toArray(Buffer[]::new))
                .addArrayOfBuffer(phones.toArray(Buffer[]::new));
        return values.addArrayOfString(locales.toArray(String[]::new))
                .addArrayOfString(regions.toArray(String[]::new))
                .addArrayOfInteger(exposed.toArray(Integer[]::new))
                .addArrayOfBoolean(consents.toArray(Boolean[]::new))
                .addArrayOfShort(domains.toArray(Short[]::new));
    }
}
