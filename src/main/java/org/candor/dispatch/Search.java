package org.candor.dispatch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.incident.Person;
import org.candor.incident.Recipients;
import org.candor.notice.Notices;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Ids;
import org.candor.queue.Late;
import org.candor.queue.Look;
import org.candor.queue.Told;
import org.candor.receipt.Receipts;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what became of deliveries in doubt, where the provider can be asked.
 *
 * <ol>
 *   <li>Take a few that are due; their next look is set at once, so that several processes share the work.
 *   <li>Write the letter anew, as it was handed over, and ask the courier.
 *   <li>What was found for another delivery is not found: a list of messages to one number may hold another's.
 *   <li>Tell the queue, which moves the delivery.
 * </ol>
 *
 * <p>A stop does not stop it: nothing is sent then. Only where sending goes on may a courier ask by making the same request
 * again, which some providers answer with what they made of the first.
 */
@ApplicationScoped
public class Search {
    private static final Logger LOG = Logger.getLogger(Search.class);

    /** Asked at once; a look is seldom and must not take the provider's room from sending. */
    private static final int AT_ONCE = 4;

    /** A provider that does not answer for this long told nothing; the next look asks again. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Late late;
    private final Receipts receipts;
    private final Couriers couriers;
    private final Notices notices;
    private final Recipients recipients;
    private final Mailroom mailroom;
    private final DispatchConfig config;
    private @Nullable Cancellable pulse;

    public Search(
            Late late,
            Receipts receipts,
            Couriers couriers,
            Notices notices,
            Recipients recipients,
            Mailroom mailroom,
            DispatchConfig config) {
        this.late = late;
        this.receipts = receipts;
        this.couriers = couriers;
        this.notices = notices;
        this.recipients = recipients;
        this.mailroom = mailroom;
        this.config = config;
    }

    /** From now on what is due is looked up, round after round; where no provider can be asked, nothing is done. */
    synchronized void start() {
        if (pulse == null && !accounts().isEmpty()) {
            pulse = Multi.createFrom()
                    .ticks()
                    .every(config.lookEvery())
                    .onOverflow()
                    .drop()
                    .onItem()
                    .transformToUniAndConcatenate(_ -> round().onFailure().recoverWithItem(e -> {
                        LOG.warnf("a round of looking failed, will be tried again: %s", Faults.describe(e));
                        return 0;
                    }))
                    .subscribe()
                    .with(_ -> {});
        }
    }

    synchronized void stop() {
        if (pulse != null) {
            pulse.cancel();
            pulse = null;
        }
    }

    /** One round; how many were looked up. */
    Uni<Integer> round() {
        return late.look(accounts(), config.looksAtOnce())
                .chain(looks -> Multi.createFrom()
                        .iterable(looks)
                        .onItem()
                        .transformToUni(this::search)
                        .merge(AT_ONCE)
                        .collect()
                        .last()
                        .replaceWith(looks.size()));
    }

    private List<String> accounts() {
        return couriers.all().stream()
                .filter(Courier::looksUp)
                .map(Courier::account)
                .toList();
    }

    /** Never fails: the next look is set already. */
    private Uni<Boolean> search(Look look) {
        return rewritten(look)
                .chain(written -> find(look, written))
                .map(news -> named(look, news))
                .chain(news -> ours(look, news))
                .chain(news -> late.receive(
                        Late.Source.LOOKUP, List.of(new Told(Ids.next(), look.attempt(), look.channel(), news))))
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(e -> {
                    LOG.warnf("delivery %s was not looked up: %s", look.delivery(), Faults.describe(e));
                    return false;
                });
    }

    private Uni<Mailroom.Written> rewritten(Look look) {
        return notices.sending(look.notice())
                .chain(sending -> person(look, sending.incident())
                        .map(person ->
                                mailroom.write(look.channel(), look.account(), sending, person.get(look.recipient()))));
    }

    private Uni<Map<UUID, Person>> person(Look look, UUID incident) {
        return look.channel() == Channel.SOCIAL
                ? Uni.createFrom().item(Map.of())
                : recipients.open(incident, List.of(look.recipient()));
    }

    private Uni<News> find(Look look, Mailroom.Written written) {
        return switch (written) {
            case Mailroom.Ready it ->
                couriers.of(look.account())
                        .lookUp(
                                new Handoff(
                                        look.delivery(),
                                        look.no(),
                                        look.attempt(),
                                        it.to(),
                                        it.letter(),
                                        look.deadline()),
                                look.begunAt(),
                                look.mayRepeat())
                        .ifNoItem()
                        .after(PATIENCE)
                        .recoverWithItem(nothing("look-up-too-slow"));
            // Nobody can be told any more, so it makes no difference what became of it.
            case Mailroom.Hopeless it -> Uni.createFrom().item(nothing(it.reason()));
        };
    }

    /** Networks count their posts from one, each for itself. */
    private static News named(Look look, News news) {
        return look.channel() == Channel.SOCIAL
                        && news instanceof News.Taken it
                        && !it.reference().contains("://")
                ? new News.Taken(look.account() + "/" + it.reference(), it.evidence())
                : news;
    }

    private Uni<News> ours(Look look, News news) {
        String reference = switch (news) {
            case News.Taken it -> it.reference();
            case News.Arrived it -> it.reference();
            case News.CameBack _,
                    News.CameBackForNow _,
                    News.OptedOut _,
                    News.Indicted _,
                    News.Absent _,
                    News.Nothing _ -> "";
        };
        if (reference.isEmpty()) {
            return Uni.createFrom().item(news);
        }
        return receipts.ofAnother(reference, look.attempt())
                .chain(other -> other ? Uni.createFrom().item(true) : late.foundForAnother(reference, look.delivery()))
                .map(other -> other ? nothing("found-for-another") : news);
    }

    private static News nothing(String why) {
        return new News.Nothing(Evidence.of(why));
    }
}
