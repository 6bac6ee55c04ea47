package org.candor.incident;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.UUID;
import org.candor.vault.IncidentKey;
import org.candor.vault.TestVault;
import org.candor.vault.Vault;

/**
 * Prints what one row of an upload costs in one thread, from bytes to a sealed row ready to be written. Run by hand: it is
 * a measurement, not a test.
 */
final class ImportSpeed {
    private static final int ROWS = 200_000;

    private ImportSpeed() {}

    public static void main(String[] arguments) throws IOException {
        Vault vault = TestVault.on(Files.createTempDirectory("import-speed").resolve("keys.json"));
        IncidentKey key = TestVault.key(vault);
        StringBuilder ndjson = new StringBuilder();
        StringBuilder csv = new StringBuilder("ref,name,email,phone,locale,region,exposed,e_consent,account\n");
        for (int i = 0; i < ROWS; i++) {
            String number = "+1415555%04d".formatted(i % 10_000);
            ndjson.append(("{\"ref\":\"c-%1$d\",\"name\":\"Person %1$d\",\"email\":\"person%1$d@example.net\","
                            + "\"phone\":\"%2$s\",\"locale\":\"en\",\"region\":\"US-CA\",\"exposed\":[\"names\","
                            + "\"passwords\"],\"e_consent\":true,\"account\":\"acct-%1$d\"}\n")
                    .formatted(i, number));
            csv.append("c-%1$d,Person %1$d,person%1$d@example.net,%2$s,en,US-CA,names;passwords,true,acct-%1$d\n"
                    .formatted(i, number));
        }
        byte[] lines = ndjson.toString().getBytes(StandardCharsets.UTF_8);
        byte[] sheet = csv.toString().getBytes(StandardCharsets.UTF_8);
        for (int round = 1; round <= 6; round++) {
            double first = time(vault, key, new NdjsonRows(new ByteArrayInputStream(lines)));
            double second = time(vault, key, new CsvRows(new ByteArrayInputStream(sheet)));
            System.out.printf("round %d: NDJSON %.1f us a row, CSV %.1f us a row%n", round, first, second);
        }
    }

    private static double time(Vault vault, IncidentKey key, RowSource source) throws IOException {
        Rows rows = new Rows(vault, key, new UUID(1, 2), 5_000);
        long start = System.nanoTime();
        int taken = 0;
        while (source.next()) {
            NewRecipient it = RowRule.check(source.form(), (field, code) -> {
                throw new IllegalStateException(code);
            });
            if (rows.full()) {
                rows.clear();
            }
            rows.add(it, source.number());
            taken++;
        }
        return (System.nanoTime() - start) / 1e3 / taken;
    }
}
