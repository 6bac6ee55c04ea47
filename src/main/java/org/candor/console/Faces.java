package org.candor.console;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.incident.MaskedPerson;
import org.candor.incident.People;
import org.jspecify.annotations.Nullable;

/** Whom deliveries go to, masked, for those who may know. */
@Singleton
class Faces {
    private final People people;

    Faces(People people) {
        this.people = people;
    }

    /** A person of an incident. */
    record Of(UUID incident, @Nullable UUID recipient) {}

    /**
     * How somebody is shown.
     *
     * @param ref the caller's own reference, masked where it is an address
     */
    record Face(String ref, String email, String phone) {
        /** The address of a channel; empty if there is none. */
        String address(String channel) {
            return switch (channel) {
                case "email" -> email;
                case "sms" -> phone;
                default -> "";
            };
        }
    }

    /** Shown in the place of somebody whose record was erased. */
    static final Face ERASED = new Face("erased", "erased", "erased");

    static boolean may(Caller caller) {
        return caller.may(Scopes.RECIPIENTS_READ);
    }

    /** These people by id; nobody without the scope, and who was erased is missing. */
    Uni<Map<UUID, Face>> of(Caller caller, List<Of> wanted) {
        Map<UUID, Set<UUID>> ids = new HashMap<>();
        if (may(caller)) {
            wanted.stream()
                    .filter(it -> it.recipient() != null)
                    .forEach(it -> ids.computeIfAbsent(it.incident(), _ -> new HashSet<>())
                            .add(it.recipient()));
        }
        Map<UUID, Face> faces = new HashMap<>();
        return Multi.createFrom()
                .iterable(ids.entrySet())
                .onItem()
                .transformToUniAndConcatenate(it -> people.masked(caller, it.getKey(), it.getValue())
                        .invoke(found -> found.forEach((id, person) -> faces.put(id, face(person)))))
                .collect()
                .last()
                .map(_ -> faces);
    }

    private static Face face(MaskedPerson it) {
        return new Face(said(it.ref()), said(it.email()), said(it.phone()));
    }

    private static String said(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
