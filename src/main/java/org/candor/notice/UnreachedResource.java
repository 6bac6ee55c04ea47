package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Violations;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** Who is left for the post. Names people in clear, so that it is on record who asked, before the first line is sent. */
@Path("/v1/notices/{id}/unreached.csv")
@Tag(name = "notices")
public class UnreachedResource {
    private static final String CSV = "text/csv;charset=utf-8;header=present";

    private final Unreached unreached;
    private final SecurityIdentity identity;

    UnreachedResource(Unreached unreached, SecurityIdentity identity) {
        this.unreached = unreached;
        this.identity = identity;
    }

    @GET
    @Produces(CSV)
    @RolesAllowed(Scopes.RECIPIENTS_READ)
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"unreached.csv\"")
    @Operation(
            operationId = "listUnreached",
            summary = "The people no channel reached, for a mail house: audited.",
            description =
                    "Somebody with a delivery that is accepted, delivered, in doubt or still on its way is not among them;"
                            + " somebody whose message came back is, and so is somebody who got it and complained: why says"
                            + " complained. People are shown in clear: the reason, which names nobody, is on record before"
                            + " the first line is sent.")
    @APIResponse(
            responseCode = "200",
            description = "A line for each person, with why each channel failed",
            content =
                    @Content(
                            mediaType = CSV,
                            examples = @ExampleObject(name = "two people", value = Examples.UNREACHED)))
    public Multi<String> csv(
            @PathParam("id") String id,
            @Parameter(description = "Why the list is asked for", required = true, example = "printed letters")
                    @QueryParam("reason")
                    @Nullable
                    String reason) {
        Caller caller = Caller.of(identity);
        Violations violations = new Violations();
        String why = violations.reason(reason, true);
        if (violations.any()) {
            throw Problem.parameter(
                    "reason", "Say why people are to be shown, in a line that names nobody: ?reason=printed+letters.");
        }
        return unreached.asked(caller, Ids.orNotFound(id), why);
    }
}
