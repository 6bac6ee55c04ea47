package org.candor.incident;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.candor.plumbing.Ids;
import org.candor.vault.IncidentKey;
import org.candor.vault.Place;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * Recipients about to be stored, sealed and indexed, as one array a column: how {@code unnest} wants them. Filled row by
 * row up to its size, written, and filled again.
 */
final class Rows {
    static final Place SEALED = Place.of("recipient", "sealed");

    private final Vault vault;
    private final IncidentKey key;
    private final UUID incident;
    private final MailDomains mailDomains;
    final NewRecipient[] recipients;
    final UUID[] ids;
    final Buffer[] refs;
    final @Nullable Buffer[] emails;
    final @Nullable Buffer[] phones;
    final Buffer[] contents;
    final Buffer[] sealed;
    final @Nullable String[] locales;
    final @Nullable String[] regions;
    final @Nullable Integer[] exposed;
    final Boolean[] consents;
    final @Nullable Short[] domains;
    /** The number of each row in its upload. */
    final int[] numbers;

    private int size;

    Rows(Vault vault, IncidentKey key, UUID incident, int most) {
        this.vault = vault;
        this.key = key;
        this.incident = incident;
        this.mailDomains = new MailDomains(vault);
        recipients = new NewRecipient[most];
        ids = new UUID[most];
        refs = new Buffer[most];
        emails = new Buffer[most];
        phones = new Buffer[most];
        contents = new Buffer[most];
        sealed = new Buffer[most];
        locales = new String[most];
        regions = new String[most];
        exposed = new Integer[most];
        consents = new Boolean[most];
        domains = new Short[most];
        numbers = new int[most];
    }

    int size() {
        return size;
    }

    boolean full() {
        return size == ids.length;
    }

    void clear() {
        size = 0;
    }

    /** Seals and indexes one more. */
    void add(NewRecipient it, int number) {
        UUID id = Ids.next();
        byte[] plain = SealedPerson.write(it);
        recipients[size] = it;
        ids[size] = id;
        put(refs, vault.indexRef(incident, it.ref()));
        put(emails, index(Vault.EMAIL, it.email()));
        put(phones, index(Vault.PHONE, it.phone()));
        put(contents, content(plain, it));
        put(sealed, key.seal(plain, SEALED.row(id)));
        locales[size] = it.locale();
        regions[size] = it.region();
        exposed[size] = it.exposed();
        consents[size] = it.eConsent();
        domains[size] = mailDomains.number(it.email());
        numbers[size] = number;
        size++;
    }

    /**
     * One place for all columns: HotSpot guesses wrong about a store into an array of interfaces, once for each place in the
     * code, and compiles everything around it anew each time.
     */
    private void put(@Nullable Buffer[] column, byte @Nullable [] value) {
        column[size] = value == null ? null : Buffer.buffer(value);
    }

    /** Takes out the rows of which that is true; asked by their places. */
    void removeIf(IntPredicate gone) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!gone.test(i)) {
                move(i, kept++);
            }
        }
        size = kept;
    }

    private void move(int from, int to) {
        recipients[to] = recipients[from];
        ids[to] = ids[from];
        refs[to] = refs[from];
        emails[to] = emails[from];
        phones[to] = phones[from];
        contents[to] = contents[from];
        sealed[to] = sealed[from];
        locales[to] = locales[from];
        regions[to] = regions[from];
        exposed[to] = exposed[from];
        consents[to] = consents[from];
        domains[to] = domains[from];
        numbers[to] = numbers[from];
    }

    /** The row's content sealed for another row, the one that its ref had before. */
    Buffer sealedFor(int row, UUID id) {
        return Buffer.buffer(key.seal(SealedPerson.write(recipients[row]), SEALED.row(id)));
    }

    /** The values of the statement {@code recipients-add}. */
    Tuple values(UUID importId, int pass) {
        Tuple values = Tuple.of(incident, importId, pass).addArrayOfUUID(cut(ids));
        values.getDelegate()
                .addArrayOfBuffer(cut(refs))
                .addArrayOfBuffer(cut(emails))
                .addArrayOfBuffer(cut(phones))
                .addArrayOfBuffer(cut(contents))
                .addArrayOfBuffer(cut(sealed));
        return values.addArrayOfString(cut(locales))
                .addArrayOfString(cut(regions))
                .addArrayOfInteger(cut(exposed))
                .addArrayOfBoolean(cut(consents))
                .addArrayOfShort(cut(domains));
    }

    private <T extends @Nullable Object> T[] cut(T[] column) {
        return size == column.length ? column : Arrays.copyOf(column, size);
    }

    private byte @Nullable [] index(String kind, @Nullable String value) {
        return value == null ? null : vault.index(kind, value);
    }

    private byte[] content(byte[] plain, NewRecipient it) {
        byte[] locale = utf8(it.locale());
        byte[] region = utf8(it.region());
        byte[] all = ByteBuffer.allocate(plain.length + locale.length + region.length + 11)
                .put(plain)
                .putShort((short) locale.length)
                .put(locale)
                .putShort((short) region.length)
                .put(region)
                .put((byte) (it.exposed() == null ? 0 : 1))
                .putInt(it.exposed() == null ? 0 : it.exposed())
                .put((byte) (it.eConsent() ? 1 : 0))
                .array();
        return vault.index("recipient", all);
    }

    private static byte[] utf8(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }
}
