package org.candor.incident;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.vault.Masked;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/incidents/{id}/recipients}: who is affected, masked. */
@Path("/v1/incidents/{id}/recipients")
@Tag(name = "recipients")
@Produces(MediaType.APPLICATION_JSON)
public class RecipientResource {
    private final Incidents incidents;
    private final Recipients recipients;
    private final Cursors cursors;
    private final SecurityIdentity identity;

    RecipientResource(Incidents incidents, Recipients recipients, Cursors cursors, SecurityIdentity identity) {
        this.incidents = incidents;
        this.recipients = recipients;
        this.cursors = cursors;
        this.identity = identity;
    }

    /** A person as a list shows them; the caller's own reference is masked where it is an address itself. */
    record MaskedPerson(
            UUID id,
            @Nullable String ref,
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String locale,
            @Nullable String region,
            List<String> exposed,
            boolean eConsent) {
        static MaskedPerson of(Person it) {
            return new MaskedPerson(
                    it.id(),
                    maskedRef(it.ref()),
                    Masked.text(it.name()),
                    Masked.email(it.email()),
                    Masked.phone(it.phone()),
                    it.locale(),
                    it.region(),
                    it.exposed().stream().map(ExposedClass::word).toList(),
                    it.eConsent());
        }

        private static @Nullable String maskedRef(String ref) {
            if (ref.indexOf('@') >= 0) {
                return Masked.email(ref);
            }
            return PhoneRule.read(ref).number() == null ? ref : Masked.phone(ref);
        }
    }

    @GET
    @RolesAllowed(Scopes.RECIPIENTS_READ)
    @Operation(operationId = "listRecipients", summary = "List the affected people of complete imports, masked.")
    public Uni<Response> list(
            @PathParam("id") String text,
            @QueryParam("ref") @Nullable String ref,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        UUID incident = IncidentResource.visible(identity, text);
        Caller caller = Caller.of(identity);
        Cursors.Window window = cursors.window(caller, uri);
        Uni<List<UUID>> ids = ref == null
                ? page(incident, window)
                : recipients.findByRef(incident, ref).map(it -> it == null ? List.of() : List.of(it));
        return incidents
                .facts(incident)
                .chain(() -> ids)
                .chain(found -> recipients
                        .open(incident, found.subList(0, Math.min(found.size(), window.limit())))
                        .map(people -> shown(caller, uri, window, found, people)));
    }

    private Uni<List<UUID>> page(UUID incident, Cursors.Window window) {
        UUID after = window.after() == null ? null : UUID.fromString(window.after());
        return recipients
                .page(incident, after, window.limit() + 1)
                .map(entries -> entries.stream().map(Entry::id).toList());
    }

    private Response shown(
            Caller caller, UriInfo uri, Cursors.Window window, List<UUID> found, Map<UUID, Person> people) {
        List<MaskedPerson> items = found.stream()
                .limit(window.limit())
                .map(people::get)
                .filter(Objects::nonNull)
                .map(MaskedPerson::of)
                .toList();
        String next =
                found.size() > window.limit() ? found.get(window.limit() - 1).toString() : null;
        return cursors.page(caller, uri, items, next);
    }
}
