package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.jspecify.annotations.Nullable;

/** Messages of a notice as they will be, before anybody gets one: for nobody in particular, or for one person. */
@ApplicationScoped
public class Previews {
    /** Who is written to where nobody is named. */
    public static final String SOMEBODY = "Alex Sample";

    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");
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

    Previews(
            Desk desk,
            Pool pool,
            Notices notices,
            Sampler sampler,
            Posts posts,
            Incidents incidents,
            Recipients recipients,
            Record record,
            NoticeConfig config) {
        this.desk = desk;
        this.pool = pool;
        this.notices = notices;
        this.sampler = sampler;
        this.posts = posts;
        this.incidents = incidents;
        this.recipients = recipients;
        this.record = record;
        this.config = config;
    }

    /**
     * What is to be shown.
     *
     * @param locale null for the notice's default
     * @param account of a post; null for the first that the notice would use
     * @param name of somebody who is not there; null for somebody without a name
     */
    public record Ask(
            Channel channel,
            @Nullable String locale,
            @Nullable String account,
            @Nullable String name) {
        public Ask {
            if (account != null && (channel != Channel.SOCIAL || Network.ofAccount(account) == null)) {
                throw Problem.parameter(
                        "account", "account is a public account such as mastodon:main, for channel social.");
            }
            if (locale != null && !LOCALE.matcher(locale).matches()) {
                throw wrongLocale();
            }
        }

        /** As callers say it. */
        public static Ask of(
                @Nullable String channel, @Nullable String locale, @Nullable String account, @Nullable String name) {
            return new Ask(channel(channel), locale, account, name);
        }

        private static Channel channel(@Nullable String word) {
            return Stream.of(Channel.values())
                    .filter(it -> it.word().equals(word == null ? Channel.EMAIL.word() : word))
                    .findFirst()
                    .orElseThrow(() -> Problem.parameter("channel", "channel is email, sms or social."));
        }
    }

    /** For nobody in particular. */
    public Uni<Preview> of(Caller caller, UUID notice, Ask ask) {
        return desk.find(caller, notice)
                .chain(it -> sending(it).map(sending -> written(ask, it, sending, somebody(sending, ask))));
    }

    /** For one person of the incident, in their own language; needs {@code recipients:read}, and is on record. */
    public Uni<Preview> of(Caller caller, UUID notice, Ask ask, String recipient) {
        if (ask.channel() == Channel.SOCIAL) {
            throw Problem.parameter("recipient", "A post goes to nobody in particular: leave recipient out.");
        }
        if (ask.locale() != null) {
            throw wrongLocale();
        }
        return desk.find(caller, notice)
                .chain(it -> sending(it)
                        .chain(sending ->
                                person(caller, it, recipient).map(person -> written(ask, it, sending, person))));
    }

    /** The same for the person with this reference of the caller's own. */
    public Uni<Preview> ofReference(Caller caller, UUID notice, Ask ask, String ref) {
        mayOpen(caller);
        return desk.find(caller, notice)
                .chain(it -> recipients.findByRef(it.incident, ref))
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .chain(id -> of(caller, notice, ask, Objects.requireNonNull(id).toString()));
    }

    private static Problem wrongLocale() {
        return Problem.parameter("locale", "locale is a BCP 47 tag such as en or pt-BR, and goes without recipient.");
    }

    Preview written(Ask ask, Notice notice, Sending sending, Person person) {
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

    static Person somebody(Sending sending, Ask ask) {
        String language = ask.locale() == null ? sending.brief().defaultLocale() : ask.locale();
        return Sampler.anybody(language, sending.brief().facts().exposed(), ask.name());
    }

    private static void mayOpen(Caller caller) {
        if (!caller.may(Scopes.RECIPIENTS_READ)) {
            throw Problem.of(403, "forbidden", "A preview for a recipient needs a key with recipients:read.");
        }
    }

    /** A person's name is shown, so it is on record who looked. */
    private Uni<Person> person(Caller caller, Notice it, String recipient) {
        UUID id = Ids.parse(recipient);
        mayOpen(caller);
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
