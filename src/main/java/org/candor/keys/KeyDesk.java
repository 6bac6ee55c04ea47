package org.candor.keys;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Keyring;
import org.candor.access.StoredKey;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/**
 * Keys for an operator, who has no idempotency key: a click twice makes one key. No key that is bound to incidents has a part in
 * it. The scope is asked for by who calls.
 */
@ApplicationScoped
public class KeyDesk {
    private final Pool pool;
    private final Keyring keyring;
    private final InstantSource clock;

    KeyDesk(Pool pool, Keyring keyring, InstantSource clock) {
        this.pool = pool;
        this.keyring = keyring;
        this.clock = clock;
    }

    /**
     * A key that was just made, with its text for the only time.
     *
     * @param text the key itself
     */
    public record Shown(StoredKey key, String text) {
        private static Shown of(Keyring.Made it) {
            return new Shown(it.key(), it.secret().text());
        }

        @Override
        public String toString() {
            return "Shown[" + key.id() + "]";
        }
    }

    /** A page, the newest first, also those that are revoked or expired. */
    public Uni<List<StoredKey>> page(Caller caller, @Nullable UUID after, int most) {
        caller.unbound();
        return keyring.page(after, most);
    }

    public Uni<StoredKey> get(Caller caller, UUID id) {
        caller.unbound();
        return keyring.get(id);
    }

    /** The wish, checked; 422 for everything that is wrong with it. */
    public Keyring.Wish check(Caller caller, KeyForm form) {
        return form.check(clock.instant().atOffset(ZoneOffset.UTC), keyring.mostCalls(), caller.isIssued());
    }

    public Uni<Shown> make(Caller caller, KeyForm form) {
        caller.unbound();
        Keyring.Wish wish = check(caller, form);
        return pool.withTransaction(tx ->
                        keyring.refuseTwin(tx, wish.owner(), wish.name()).chain(() -> keyring.make(tx, caller, wish)))
                .map(Shown::of);
    }

    /** Makes a second key like this one, to take its place; the old one works until it is revoked. */
    public Uni<Shown> rotate(Caller caller, UUID id) {
        caller.unbound();
        return pool.withTransaction(tx -> keyring.rotate(tx, caller, id, null)).map(Shown::of);
    }

    /** Ends a key; 409 if it was revoked before. */
    public Uni<StoredKey> revoke(Caller caller, UUID id, String reason) {
        caller.unbound();
        Violations wrong = new Violations();
        String said = wrong.reason(reason, true);
        wrong.orThrow();
        return pool.withTransaction(tx -> keyring.revoke(tx, caller, id, said));
    }
}
