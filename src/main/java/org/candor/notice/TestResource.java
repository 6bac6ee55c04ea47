package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.plumbing.Ids;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.candor.queue.TestAttempt;
import org.candor.queue.TestAttempts;
import org.candor.record.Answer;
import org.candor.record.Idempotency;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A message of a notice to whoever asks, before anybody else gets one. */
@Path("/v1/notices/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "notices")
public class TestResource {
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");

    private final Idempotency idempotency;
    private final TestSend tests;
    private final TestAttempts attempts;
    private final Desk desk;
    private final SecurityIdentity identity;

    TestResource(Idempotency idempotency, TestSend tests, TestAttempts attempts, Desk desk, SecurityIdentity identity) {
        this.idempotency = idempotency;
        this.tests = tests;
        this.attempts = attempts;
        this.desk = desk;
        this.identity = identity;
    }

    /** Which message is to be sent. */
    @Schema(name = "TestMessage")
    record Wish(
            @Schema(description = "BCP 47; null for the notice's default") @Nullable
            String locale) {
        private static final Wish PLAIN = new Wish(null);

        @Nullable
        String checked() {
            new Violations()
                    .addIf(locale != null && !LOCALE.matcher(locale).matches(), "/locale", "invalid")
                    .orThrow();
            return locale;
        }
    }

    @POST
    @Path("/test")
    @RolesAllowed(Scopes.NOTICES_WRITE)
    @Operation(
            operationId = "testNotice",
            summary = "Send one message of it to the contact of the calling key.",
            description =
                    "An email or a text message, as the contact is; its link opens nothing. It is in no delivery and no"
                            + " count, and keeps gate and pace of its account. Of an owner at most 20 an hour"
                            + " (candor.notice.tests-an-hour). 409 for a key without a contact.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Wish.class),
                            examples = @ExampleObject(name = "in Spanish", value = Examples.TEST)))
    @APIResponse(
            responseCode = "202",
            description = "On its way; Location tells what comes of it",
            content =
                    @Content(
                            schema = @Schema(implementation = TestAttempt.class),
                            examples = @ExampleObject(name = "begun", value = Examples.TEST_BEGUN)))
    public Uni<Response> test(@PathParam("id") String text, byte[] body) {
        Caller caller = Caller.of(identity);
        UUID id = Ids.orNotFound(text);
        return tests.sendingAfter(begin -> idempotency.once(caller.client(), body, tx -> {
            Wish wish = body.length == 0 ? Wish.PLAIN : StrictJson.read(body, Wish.class);
            return begin.begin(tx, caller, id, wish.checked())
                    .map(it -> Answer.taken(
                            "/v1/notices/" + id + "/tests/" + it.attempt().id(), it.attempt()));
        }));
    }

    @GET
    @Path("/tests/{test}")
    @RolesAllowed(Scopes.NOTICES_READ)
    @Operation(operationId = "getTest", summary = "What became of a test message.")
    @APIResponse(
            responseCode = "200",
            description = "The attempt",
            content =
                    @Content(
                            schema = @Schema(implementation = TestAttempt.class),
                            examples = @ExampleObject(name = "accepted", value = Examples.TEST_ENDED)))
    public Uni<TestAttempt> get(@PathParam("id") String id, @PathParam("test") String test) {
        UUID attempt = Ids.orNotFound(test);
        return desk.find(Caller.of(identity), Ids.orNotFound(id)).chain(it -> attempts.get(it.id, attempt));
    }
}
