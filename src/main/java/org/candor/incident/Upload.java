package org.candor.incident;

import java.util.UUID;
import org.candor.vault.IncidentKey;

/**
 * One pass of one import while it is being read, with what has been counted so far. The counts are written by the batch in
 * flight and read after it.
 */
final class Upload {
    final UUID id;
    final UUID incident;
    final int pass;
    final String owner;
    final IncidentKey key;
    int accepted;
    int merged;
    int rejected;
    /** Of all three, what is in the database. */
    int written;
    /** Whether nobody of the list was there before, as far as it was read. */
    boolean allNew;

    Upload(UUID id, UUID incident, int pass, String owner, IncidentKey key) {
        this.id = id;
        this.incident = incident;
        this.pass = pass;
        this.owner = owner;
        this.key = key;
        this.allNew = pass == 1;
    }

    int rows() {
        return accepted + merged + rejected;
    }
}
