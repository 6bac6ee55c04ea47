package org.candor.notice;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.delivery.Channel;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.letter.Content;
import org.candor.letter.Kind;
import org.candor.letter.Letters;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;

/** Messages of a notice that is still being written: with what is there, and what is wrong with it. Nothing is kept. */
@ApplicationScoped
public class Sketches {
    private final Desk desk;
    private final Previews previews;
    private final Notices notices;
    private final Incidents incidents;
    private final Letters letters;
    private final PublicWords publicWords;
    private final InstantSource clock;

    Sketches(
            Desk desk,
            Previews previews,
            Notices notices,
            Incidents incidents,
            Letters letters,
            PublicWords publicWords,
            InstantSource clock) {
        this.desk = desk;
        this.previews = previews;
        this.notices = notices;
        this.incidents = incidents;
        this.letters = letters;
        this.publicWords = publicWords;
        this.clock = clock;
    }

    /**
     * A message as it would be now.
     *
     * @param message null where there is no text in that language, or one so long that it is not laid out
     * @param wrong what of the whole would be refused
     */
    public record Sketch(@Nullable Preview message, List<Problem.At> wrong) {}

    /**
     * What would come of a notice that is still being written.
     *
     * @param notice the one that is edited; null for a new one
     * @param json a body as it makes a notice; the rest of its fields may be as wrong as they like
     */
    public Uni<Sketch> of(Caller caller, UUID incident, @Nullable UUID notice, byte[] json, Previews.Ask ask) {
        if (!caller.may(Scopes.NOTICES_READ)) {
            throw Problem.of(403, "forbidden", "A preview needs the scope notices:read.");
        }
        caller.mayTouch(incident);
        NoticeBody body = StrictJson.read(json, NoticeBody.class);
        Uni<Notice> kept = notice == null
                ? Uni.createFrom().item(Notice.unkept(incident, clock.instant().atOffset(ZoneOffset.UTC)))
                : desk.find(caller, notice);
        return kept.chain(it -> incidents.facts(it.incident).map(facts -> sketch(it, facts, body, ask)));
    }

    private Sketch sketch(Notice notice, Facts facts, NoticeBody body, Previews.Ask ask) {
        Violations wrong = new Violations();
        body.check(wrong, clock.instant(), letters::speaks);
        String locale = locale(body, ask);
        Content text =
                locale == null ? null : Objects.requireNonNull(body.content()).get(locale);
        if (locale == null || text == null) {
            return new Sketch(null, wrong.found());
        }
        Spec spec = spec(body, locale, text);
        publicWords.check(spec, facts, wrong);
        String at = "/content/" + locale + "/";
        boolean huge = wrong.found().stream()
                .anyMatch(it -> it.code().equals("too-long") && it.pointer().startsWith(at));
        // A text message that is too long is shown with its length; a section would be laid out for nothing.
        boolean shown = !huge || ask.channel() == Channel.SMS;
        return new Sketch(shown ? written(notice, facts, spec, ask) : null, wrong.found());
    }

    private Preview written(Notice notice, Facts facts, Spec spec, Previews.Ask ask) {
        // Read for this alone: it is nobody else's.
        notice.kind = spec.kind();
        notice.spec = StrictJson.write(spec);
        Sending sending = notices.of(notice, facts);
        return previews.written(ask, notice, sending, Previews.somebody(sending, ask));
    }

    /** The language asked for, else the default one, else any; null if nothing is written in any. */
    private static @Nullable String locale(NoticeBody body, Previews.Ask ask) {
        Map<String, @Nullable Content> content = body.content();
        if (content == null) {
            return null;
        }
        return Stream.concat(Stream.of(ask.locale(), body.defaultLocale()), content.keySet().stream())
                .filter(it -> it != null && content.get(it) != null)
                .findFirst()
                .orElse(null);
    }

    /** What a message in one language is made from, with a default for whatever cannot be used yet. */
    private static Spec spec(NoticeBody body, String locale, Content text) {
        boolean known = Stream.of(Kind.values()).anyMatch(it -> it.word().equals(body.kind()));
        List<String> channels = Stream.of(Channel.values())
                .map(Channel::word)
                .filter(it -> body.channels() != null && body.channels().contains(it))
                .toList();
        NoticeBody.Reset reset = body.reset();
        boolean offer = reset != null && !Boolean.FALSE.equals(reset.offer());
        Integer days = reset == null ? null : reset.expiresDays();
        return new Spec(
                known ? Objects.requireNonNull(body.kind()) : Kind.INITIAL.word(),
                null,
                channels,
                "all",
                locale,
                NoticeBody.DEFAULT_HOURS,
                Map.of(locale, text),
                new Spec.Reset(offer, days == null ? NoticeBody.DEFAULT_LIFE_DAYS : days),
                null,
                null,
                new Spec.OnUnknown("resend", "hold", "hold"),
                body.accounts() == null
                        ? List.of()
                        : body.accounts().stream().filter(Objects::nonNull).toList());
    }
}
