package org.candor.incident;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** People who need no opening: each has the same address and number. */
public final class SimulatedRecipients extends Recipients {
    @SuppressWarnings("NullAway")
    public SimulatedRecipients() {
        super(null, null);
    }

    @Override
    public Uni<Map<UUID, Person>> open(UUID incident, Collection<UUID> ids) {
        return Uni.createFrom()
                .item(ids.stream().collect(Collectors.toMap(Function.identity(), SimulatedRecipients::person)));
    }

    private static Person person(UUID id) {
        @Nullable String none = null;
        return new Person(id, "ref", none, "a@example.org", "+4915112345678", none, none, Set.of(), true, none);
    }
}
