package org.candor.incident;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.candor.record.Record;
import org.candor.vault.Masked;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/incidents/{id}/recipients}: who is affected, masked. */
@Path("/v1/incidents/{id}/recipients")
@Tag(name = "recipients")
@Produces(MediaType.APPLICATION_JSON)
public class RecipientResource {
    private static final String REVEALED = "recipient.revealed";
    private static final Duration HOUR = Duration.ofHours(1);

    private final Incidents incidents;
    private final Recipients recipients;
    private final Cursors cursors;
    private final Pool pool;
    private final Record record;
    private final IncidentConfig config;
    private final SecurityIdentity identity;

    RecipientResource(
            Incidents incidents,
            Recipients recipients,
            Cursors cursors,
            Pool pool,
            Record record,
            IncidentConfig config,
            SecurityIdentity identity) {
        this.incidents = incidents;
        this.recipients = recipients;
        this.cursors = cursors;
        this.pool = pool;
        this.record = record;
        this.config = config;
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

    /** Why somebody is to be seen in clear. */
    @Schema(name = "RevealReason")
    record Why(@Nullable String reason) {
        String checked() {
            Violations wrong = new Violations();
            String said = wrong.reason(reason, true);
            wrong.orThrow();
            return said;
        }
    }

    /** One person in clear. */
    @Schema(name = "RevealedPerson")
    record Revealed(
            UUID id,
            String ref,
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String account) {
        static Revealed of(Person it) {
            return new Revealed(it.id(), it.ref(), it.name(), it.email(), it.phone(), it.account());
        }
    }

    @POST
    @Path("{recipient}/reveal")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Scopes.RECIPIENTS_READ)
    @Operation(
            operationId = "revealRecipient",
            summary = "Show one person in clear; needs a reason, is on record, and is limited to some in an hour.",
            description =
                    "The limit, candor.incident.reveals-an-hour, is one for all keys of an owner. 429 says when the next"
                            + " one is free. Who was erased is not found. Needs no idempotency key: each call is on record.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Why.class),
                            examples =
                                    @ExampleObject(
                                            name = "a call back",
                                            value = "{\"reason\": \"calls back about ticket 4711\"}")))
    @APIResponse(
            responseCode = "200",
            description = "The person",
            content =
                    @Content(
                            schema = @Schema(implementation = Revealed.class),
                            examples = @ExampleObject(name = "person", value = Examples.PERSON)))
    public Uni<Revealed> reveal(@PathParam("id") String text, @PathParam("recipient") String recipient, byte[] body) {
        UUID incident = IncidentResource.visible(identity, text);
        Caller caller = Caller.of(identity);
        UUID id = Ids.parse(recipient);
        if (id == null) {
            throw Problem.notFound();
        }
        String reason = StrictJson.read(body, Why.class).checked();
        return recipients
                .open(incident, List.of(id))
                .map(people -> Optional.ofNullable(people.get(id)).orElseThrow(Problem::notFound))
                .call(() -> noted(caller, incident, id, reason))
                .map(Revealed::of);
    }

    /** On record before anything is shown. */
    private Uni<Void> noted(Caller caller, UUID incident, UUID id, String reason) {
        return pool.withTransaction(tx -> record.quota(tx, caller.owner(), REVEALED, config.revealsAnHour(), HOUR)
                .chain(() -> record.note(
                        tx, caller.owner(), REVEALED, id, Map.of("incident", incident.toString(), "reason", reason))));
    }

    @GET
    @RolesAllowed(Scopes.RECIPIENTS_READ)
    @Operation(operationId = "listRecipients", summary = "List the affected people of complete imports, masked.")
    @APIResponse(
            responseCode = "200",
            description = "A page, masked",
            content = @Content(examples = @ExampleObject(name = "page", value = Examples.PEOPLE)))
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
