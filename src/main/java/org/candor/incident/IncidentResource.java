package org.candor.incident;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.access.Cursors;
import org.candor.access.Scopes;
import org.candor.plumbing.Etag;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** {@code /v1/incidents}: the facts of a breach. */
@Path("/v1/incidents")
@Tag(name = "incidents")
@Produces(MediaType.APPLICATION_JSON)
public class IncidentResource {
    private static final String PATCH_JSON = "application/merge-patch+json";

    private final Incidents incidents;
    private final IncidentDesk desk;
    private final Mutiny.SessionFactory sessions;
    private final Idempotency idempotency;
    private final Cursors cursors;
    private final SecurityIdentity identity;

    IncidentResource(
            Incidents incidents,
            IncidentDesk desk,
            Mutiny.SessionFactory sessions,
            Idempotency idempotency,
            Cursors cursors,
            SecurityIdentity identity) {
        this.incidents = incidents;
        this.desk = desk;
        this.sessions = sessions;
        this.idempotency = idempotency;
        this.cursors = cursors;
        this.identity = identity;
    }

    @POST
    @RolesAllowed(Scopes.INCIDENTS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createIncident", summary = "Report a breach: its facts and what was exposed.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = IncidentForm.class),
                            examples = @ExampleObject(name = "a breach", value = Examples.REPORT)))
    @APIResponse(
            responseCode = "201",
            description = "Made; ETag is needed to change it",
            content =
                    @Content(
                            schema = @Schema(implementation = IncidentView.class),
                            examples = @ExampleObject(name = "made", value = Examples.INCIDENT)))
    public Uni<Response> create(byte[] body) {
        Caller caller = Caller.of(identity);
        IncidentDesk.mayReport(caller);
        return idempotency.once(caller.client(), body, tx -> {
            Facts facts = IncidentDesk.facts(StrictJson.read(body, IncidentForm.class));
            return desk.report(tx, caller, facts)
                    .map(it -> Answer.created(
                                    path(it.id()), IncidentView.of(it.id(), facts, caller.owner(), it.createdAt()))
                            .tagged(Etag.of(1)));
        });
    }

    @GET
    @RolesAllowed(Scopes.INCIDENTS_READ)
    @Operation(operationId = "listIncidents", summary = "List the incidents, newest first.")
    @APIResponse(
            responseCode = "200",
            description = "A page; next, or the Link header, leads to the next one",
            content = @Content(examples = @ExampleObject(name = "page", value = Examples.INCIDENTS)))
    public Uni<Response> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        Caller caller = Caller.of(identity);
        Cursors.Window window = cursors.window(caller, uri);
        return sessions.withSession(session -> page(session, caller, window)).map(found -> {
            List<Incident> shown = found.subList(0, Math.min(found.size(), window.limit()));
            String next = found.size() > shown.size() ? shown.getLast().id.toString() : null;
            return cursors.page(
                    caller, uri, shown.stream().map(IncidentView::of).toList(), next);
        });
    }

    /** One more than the page shows tells whether there is another page. */
    private static Uni<List<Incident>> page(Mutiny.Session session, Caller caller, Cursors.Window window) {
        String bound = caller.bound() ? "i.id IN (:incidents)" : "TRUE";
        String after = window.after() == null ? "TRUE" : "i.id < :after";
        Mutiny.SelectionQuery<Incident> query = session.createSelectionQuery(
                "FROM Incident i WHERE " + bound + " AND " + after + " ORDER BY i.id DESC", Incident.class);
        if (caller.bound()) {
            query.setParameter("incidents", caller.incidents());
        }
        if (window.after() != null) {
            query.setParameter("after", UUID.fromString(window.after()));
        }
        return query.setMaxResults(window.limit() + 1).getResultList();
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scopes.INCIDENTS_READ)
    @Operation(operationId = "getIncident", summary = "Read one incident; its ETag is needed to change it.")
    @APIResponse(
            responseCode = "200",
            description = "The incident, with its ETag",
            content =
                    @Content(
                            schema = @Schema(implementation = IncidentView.class),
                            examples = @ExampleObject(name = "incident", value = Examples.INCIDENT)))
    public Uni<Response> get(@PathParam("id") String text) {
        UUID id = visible(text);
        return sessions.withSession(session -> session.find(Incident.class, id))
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .map(IncidentResource::shown);
    }

    @PATCH
    @Path("{id}")
    @RolesAllowed(Scopes.INCIDENTS_WRITE)
    @Consumes({MediaType.APPLICATION_JSON, PATCH_JSON})
    @Operation(operationId = "changeIncident", summary = "Change facts: a JSON merge patch (RFC 7396), with If-Match.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = IncidentForm.class),
                            examples = @ExampleObject(name = "another title", value = Examples.PATCH)))
    @APIResponse(
            responseCode = "200",
            description = "As it is now, with its new ETag",
            content =
                    @Content(
                            schema = @Schema(implementation = IncidentView.class),
                            examples = @ExampleObject(name = "changed", value = Examples.INCIDENT)))
    public Uni<Response> change(
            @PathParam("id") String text, @HeaderParam("If-Match") @Nullable String ifMatch, byte[] body) {
        UUID id = visible(text);
        JsonNode patch = StrictJson.tree(body);
        if (!patch.isObject()) {
            throw Problem.invalid(List.of(new Problem.At("", "type")));
        }
        Caller caller = Caller.of(identity);
        return idempotency.onceIfAsked(
                caller.client(),
                body,
                tx -> incidents
                        .hold(tx, id)
                        .chain(it -> desk.change(tx, caller, id, changed(it, ifMatch, patch), names(patch)))
                        .map(it -> Answer.ok(it).tagged(Etag.of(it.revision()))));
    }

    private static Facts changed(Incidents.Held it, @Nullable String ifMatch, JsonNode patch) {
        Etag.require(ifMatch, it.revision());
        ObjectNode merged = StrictJson.shared().valueToTree(IncidentForm.of(it.facts()));
        merge(merged, patch);
        return IncidentDesk.facts(StrictJson.bind(merged, IncidentForm.class));
    }

    /** RFC 7396: null takes away, an object goes deeper, anything else replaces. */
    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value.isObject() && target.get(field.getKey()) instanceof ObjectNode deeper) {
                merge(deeper, value);
            } else {
                target.set(field.getKey(), value);
            }
        });
    }

    private static List<String> names(JsonNode patch) {
        return patch.properties().stream().map(Map.Entry::getKey).toList();
    }

    @GET
    @Path("{id}/assessment")
    @RolesAllowed(Scopes.INCIDENTS_READ)
    @Operation(
            operationId = "assessIncident",
            summary = "Count the people by what was exposed, region, language and how they can be reached.")
    @APIResponse(
            responseCode = "200",
            description = "Counts of people",
            content =
                    @Content(
                            schema = @Schema(implementation = Assessment.class),
                            examples = @ExampleObject(name = "counts", value = Examples.ASSESSMENT)))
    public Uni<Assessment> assess(@PathParam("id") String text) {
        return desk.assess(Caller.of(identity), visible(text));
    }

    private UUID visible(String text) {
        return visible(identity, text);
    }

    /** The id in a path, if the caller may see it; otherwise the one answer for all that is not there. */
    static UUID visible(SecurityIdentity identity, String text) {
        UUID id = Ids.parse(text);
        if (id == null) {
            throw Problem.notFound();
        }
        Caller.of(identity).mayTouch(id);
        return id;
    }

    private static Response shown(Incident it) {
        return Response.ok(IncidentView.of(it))
                .header("ETag", Etag.of(it.revision))
                .build();
    }

    private static String path(UUID id) {
        return "/v1/incidents/" + id;
    }
}
