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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.delivery.Channel;
import org.candor.delivery.Network;
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

/** The message as a person will get it, before anybody gets it. Its link is a sample and opens nothing. */
@Path("/v1/notices/{id}/preview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "notices")
public class PreviewResource {
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");
    private static final String SOMEBODY = "Alex Sample";
    private static final String PREVIEWED = "notice.previewed";

    private final Desk desk;
    private final Pool pool;
    private final Notices notices;
    private final Sampler sampler;
    private final Posts posts;
    private final Incidents incidents;
    private final Recipients recipients;
    private final Record record;
    private final NoticeConfig config;
    private final SecurityIdentity identity;

    PreviewResource(
            Desk desk,
            Pool pool,
            Notices notices,
            Sampler sampler,
            Posts posts,
            Incidents incidents,
            Recipients recipients,
            Record record,
            NoticeConfig config,
            SecurityIdentity identity) {
        this.desk = desk;
        this.pool = pool;
        this.notices = notices;
        this.sampler = sampler;
        this.posts = posts;
        this.incidents = incidents;
        this.recipients = recipients;
        this.record = record;
        this.config = config;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Scopes.NOTICES_READ)
    @Operation(
            operationId = "previewNotice",
            summary = "The message in one language, or as one recipient will get it",
            description = "For channel email (the default), sms or social. With recipient the key also needs"
                    + " recipients:read, since the letter tells that person's name and what leaked of theirs. A post goes"
                    + " to nobody in particular: it takes account, a public account such as mastodon:main, else the first"
                    + " that the notice would use.")
    @APIResponse(
            responseCode = "200",
            description = "The message",
            content =
                    @Content(
                            schema = @Schema(implementation = Preview.class),
                            examples = {
                                @ExampleObject(name = "email", value = Examples.PREVIEW),
                                @ExampleObject(name = "sms", value = Examples.PREVIEW_SMS),
                                @ExampleObject(name = "social", value = Examples.PREVIEW_SOCIAL)
                            }))
    public Uni<Preview> preview(
            @PathParam("id") String id,
            @QueryParam("recipient") @Nullable String recipient,
            @QueryParam("locale") @Nullable String locale,
            @QueryParam("channel") @Nullable String channel,
            @QueryParam("account") @Nullable String account) {
        Caller caller = Caller.of(identity);
        Ask ask = Ask.of(channel, recipient, locale, account);
        return desk.find(caller, NoticeResource.id(id))
                .chain(it -> sending(it)
                        .chain(sending -> ask.recipient() == null
                                ? Uni.createFrom().item(written(ask, it, sending, somebody(sending, ask.locale())))
                                : person(caller, it, ask.recipient())
                                        .map(person -> written(ask, it, sending, person))));
    }

    /** What is to be shown, checked. */
    private record Ask(
            Channel channel,
            @Nullable String recipient,
            @Nullable String locale,
            @Nullable String account) {
        static Ask of(
                @Nullable String channel,
                @Nullable String recipient,
                @Nullable String locale,
                @Nullable String account) {
            Channel way = channel(channel);
            if (recipient != null && way == Channel.SOCIAL) {
                throw Problem.parameter("recipient", "A post goes to nobody in particular: leave recipient out.");
            }
            if (account != null && (way != Channel.SOCIAL || Network.ofAccount(account) == null)) {
                throw Problem.parameter(
                        "account", "account is a public account such as mastodon:main, for channel social.");
            }
            if (locale != null && (recipient != null || !LOCALE.matcher(locale).matches())) {
                throw Problem.parameter(
                        "locale", "locale is a BCP 47 tag such as en or pt-BR, and goes without recipient.");
            }
            return new Ask(way, recipient, locale, account);
        }

        private static Channel channel(@Nullable String word) {
            return Stream.of(Channel.values())
                    .filter(it -> it.word().equals(word == null ? Channel.EMAIL.word() : word))
                    .findFirst()
                    .orElseThrow(() -> Problem.parameter("channel", "channel is email, sms or social."));
        }
    }

    private Preview written(Ask ask, Notice notice, Sending sending, Person person) {
        return switch (ask.channel()) {
            case EMAIL -> Preview.email(sampler.write(sending, person));
            case SMS -> Preview.text(sampler.text(sending, person));
            case SOCIAL -> posts.preview(notice.spec(), sending, ask.account(), ask.locale());
        };
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
                .call(() -> pool.withTransaction(tx -> record.quota(
                                tx, caller.owner(), PREVIEWED, config.previewsAnHour(), Duration.ofHours(1))
                        .chain(() -> record.note(
                                tx, caller.owner(), PREVIEWED, it.id, Map.of("recipient", id.toString())))));
    }
}
