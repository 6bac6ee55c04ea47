package org.candor.simulation;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.News;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.queue.Late;
import org.candor.queue.Look;
import org.candor.queue.Told;

/** The providers: what they took is the truth, whatever they answered. */
final class Provider {
    /** A message that was taken. */
    record Taken(UUID delivery, UUID attempt, int no, String account) {}

    /** A call from its first byte until its answer is with the caller; {@code caller} may be dead. */
    record Call(Machine caller, String account, Handoff handoff) {}

    private static final Evidence WHY = new Evidence("scripted", "1", "");

    private final History history;
    final List<Taken> ledger = new ArrayList<>();
    final List<Call> open = new ArrayList<>();
    private final List<Told> untold = new ArrayList<>();
    /** Of each hundred calls; the rest is taken and answered. */
    private final int troubled;

    Provider(History history, int troubled) {
        this.history = history;
        this.troubled = troubled;
    }

    Uni<Outcome> handOff(Machine caller, String account, Handoff handoff) {
        return Uni.createFrom().emitter(emitter -> {
            Call call = new Call(caller, account, handoff);
            history.oracles().handOff(call);
            open.add(call);
            history.note(
                    () -> caller + " hands " + history.label(handoff.delivery()) + "#" + handoff.attempt() + " over");
            history.add(
                    new Happening(caller, false, history.now(), "the provider is reached", () -> reach(call, emitter)));
        });
    }

    private void reach(Call call, UniEmitter<? super Outcome> emitter) {
        boolean trouble = history.calm() ? history.oneOf(20) : history.percent(troubled);
        int fate = trouble ? history.below(10) : 10;
        Outcome outcome = switch (fate) {
            case 0 -> taken(call, new Outcome.Unknown(WHY));
            case 1 -> new Outcome.Unknown(WHY);
            case 2 -> taken(call, new Outcome.Unknown(Duration.ofSeconds(30), WHY));
            case 3 -> new Outcome.Refused(history.oneOf(2) ? Duration.ofDays(30) : Duration.ZERO, WHY);
            case 4 -> new Outcome.Failed(WHY);
            case 5 -> new Outcome.Busy(Duration.ofSeconds(20), WHY);
            case 6 -> new Outcome.Indicted(Scope.ACCOUNT, Duration.ofSeconds(history.oneOf(4) ? 0 : 60), WHY);
            case 7 -> new Outcome.Indicted(Scope.DOMAIN, Duration.ofSeconds(60), WHY);
            case 8 -> new Outcome.Failed(Duration.ofMinutes(5), WHY);
            case 9 -> new Outcome.OptedOut(Duration.ofDays(30), WHY);
            default -> taken(call, new Outcome.Accepted("ref", WHY));
        };
        history.note(
                () -> "the provider answers " + history.label(call.handoff().delivery()) + "#"
                        + call.handoff().attempt() + ": " + outcome.getClass().getSimpleName()
                        + (took(call.handoff().attemptId()) ? ", and has it" : ""));
        history.answer(call.caller(), "outcome", () -> {
            open.remove(call);
            emitter.complete(outcome);
        });
    }

    private Outcome taken(Call call, Outcome outcome) {
        Handoff it = call.handoff();
        ledger.add(new Taken(it.delivery(), it.attemptId(), it.attempt(), call.account()));
        return outcome;
    }

    boolean took(UUID attempt) {
        return ledger.stream().anyMatch(it -> it.attempt().equals(attempt));
    }

    List<Taken> of(UUID delivery) {
        return ledger.stream().filter(it -> it.delivery().equals(delivery)).toList();
    }

    /** A receipt of something that was taken, at any time and in any order. */
    void receipt(Machine teller) {
        if (!untold.isEmpty() && history.oneOf(2)) {
            tell(teller, Late.Source.RECEIPT, untold.remove(history.below(untold.size())));
        } else if (!ledger.isEmpty()) {
            Taken it = ledger.get(history.below(ledger.size()));
            Channel channel = Channel.of(it.account().substring(0, it.account().indexOf(':')));
            tell(teller, Late.Source.RECEIPT, new Told(history.id(), it.attempt(), channel, news()));
        }
    }

    private News news() {
        return switch (history.below(12)) {
            case 0, 1, 2, 3 -> new News.Taken("ref", WHY);
            case 4, 5, 6 -> new News.Arrived("ref", WHY);
            case 7 -> new News.CameBack(Duration.ofDays(1), WHY);
            case 8 ->
                new News.CameBackForNow(List.of(Duration.ofMinutes(2), Duration.ofMinutes(10)), Duration.ZERO, WHY);
            case 9 -> new News.OptedOut(Duration.ofDays(1), WHY);
            case 10 -> new News.Indicted(Scope.ACCOUNT, Duration.ofSeconds(30), WHY);
            default -> new News.Nothing(WHY);
        };
    }

    /** What the provider says of a message in doubt; it reaches the asker later, when more may have happened. */
    void lookedUp(Machine asker, Look look) {
        News news = took(look.attempt()) ? new News.Taken("", WHY) : new News.Absent(false, WHY);
        Told told = new Told(history.id(), look.attempt(), look.channel(), news);
        history.note(() -> "looked up " + history.label(look.delivery()) + ": " + news.word());
        history.answer(asker, "look-up", () -> tell(asker, Late.Source.LOOKUP, told));
    }

    private void tell(Machine teller, Late.Source source, Told told) {
        history.note(() -> teller + " is told " + told.news().word() + " of " + history.label(told.attempt()));
        // A look-up that did not come through is asked anew by the next look; a receipt is kept and told again.
        teller.receive(source, told, () -> {
            if (source == Late.Source.RECEIPT) {
                untold.add(told);
            }
        });
    }

    /** Tells what is left; true if there was something. */
    boolean tellAll(Machine teller) {
        List<Told> all = List.copyOf(untold);
        untold.clear();
        all.forEach(it -> tell(teller, Late.Source.RECEIPT, it));
        return !all.isEmpty();
    }
}
