package org.candor.notice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.delivery.Channel;
import org.candor.delivery.Letter;
import org.candor.incident.Incidents;
import org.candor.incident.Person;
import org.candor.incident.Recipients;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.record.Record;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The letter as a person will get it, before anybody gets it. Its link is a sample and opens nothing. */
@Path("/v1/notices/{id}/preview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "notices")
public class PreviewResource {
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");
    private static final String SOMEBODY = "Alex Sample";

    private final Desk desk;
    private final Pool pool;
    private final Notices notices;
    private final Sampler sampler;
    private final Incidents incidents;
    private final Recipients recipients;
    private final Record record;
    private final SecurityIdentity identity;

    PreviewResource(
            Desk desk,
            Pool pool,
            Notices notices,
            Sampler sampler,
            Incidents incidents,
            Recipients recipients,
            Record record,
            SecurityIdentity identity) {
        this.desk = desk;
        this.pool = pool;
        this.notices = notices;
        this.sampler = sampler;
        this.incidents = incidents;
        this.recipients = recipients;
        this.record = record;
        this.identity = identity;
    }

    /** A letter that is not sent; {@code locale} is the language it is in. */
    record Preview(String channel, String locale, String subject, String text, String html) {
        static Preview of(Letter it) {
            return new Preview(Channel.EMAIL.word(), it.language(), it.subject(), it.text(), it.html());
        }
    }

    @GET
    @RolesAllowed(Scopes.NOTICES_READ)
    @Operation(
            operationId = "previewNotice",
            summary = "The letter in one language, or as one recipient will get it",
            description = "With recipient the key also needs recipients:read, since the letter tells that person's name"
                    + " and what leaked of theirs.")
    @APIResponse(
            responseCode = "200",
            description = "The letter",
            content =
                    @Content(
                            schema = @Schema(implementation = Preview.class),
                            examples = @ExampleObject(name = "letter", value = Examples.PREVIEW)))
    public Uni<Preview> preview(
            @PathParam("id") String id,
            @QueryParam("recipient") @Nullable String recipient,
            @QueryParam("locale") @Nullable String locale,
            @QueryParam("channel") @Nullable String channel) {
        Caller caller = Caller.of(identity);
        check(locale, channel, recipient);
        return desk.find(caller, NoticeResource.id(id))
                .chain(it -> sending(it)
                        .chain(sending -> recipient == null
                                ? Uni.createFrom().item(sampler.write(sending, somebody(sending, locale)))
                                : person(caller, it, recipient).map(person -> sampler.write(sending, person))))
                .map(Preview::of);
    }

    private static void check(@Nullable String locale, @Nullable String channel, @Nullable String recipient) {
        if (channel != null && !channel.equals(Channel.EMAIL.word())) {
            throw Problem.parameter("channel", "Letters can be previewed for channel email.");
        }
        if (locale != null && (recipient != null || !LOCALE.matcher(locale).matches())) {
            throw Problem.parameter(
                    "locale", "locale is a BCP 47 tag such as en or pt-BR, and goes without recipient.");
        }
    }

    private Uni<Sending> sending(Notice it) {
        return it.facts != null
                ? Uni.createFrom().item(notices.of(it))
                : incidents.facts(it.incident).map(facts -> notices.of(it, facts));
    }

    private static Person somebody(Sending sending, @Nullable String locale) {
        String language = locale == null ? sending.brief().defaultLocale() : locale;
        return Sampler.anybody(language, sending.brief().facts().exposed(), SOMEBODY);
    }

    /** A person's name is shown, so it is on record who looked. */
    private Uni<Person> person(Caller caller, Notice it, String recipient) {
        UUID id = Ids.parse(recipient);
        if (!caller.may(Scopes.RECIPIENTS_READ)) {
            throw Problem.of(403, "forbidden", "A preview for a recipient needs a key with recipients:read.");
        }
        if (id == null) {
            throw Problem.notFound();
        }
        return recipients
                .open(it.incident, List.of(id))
                .map(people -> people.get(id))
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .call(() -> pool.withTransaction(tx -> record.note(
                        tx, caller.owner(), "notice.previewed", it.id, Map.of("recipient", id.toString()))));
    }
}
