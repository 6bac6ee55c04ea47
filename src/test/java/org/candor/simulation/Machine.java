package org.candor.simulation;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.candor.dispatch.SimulatedLane;
import org.candor.queue.Late;
import org.candor.queue.SimulatedQueue;
import org.jspecify.annotations.Nullable;

/** One process: our real classes, which may be stopped, go on as if nothing had been, or die. */
final class Machine {
    final String name;
    final SimulatedQueue room;
    final SimulatedLane lane;
    boolean dead;
    /** Microseconds of the monotonic clock until which it stands still, as after SIGSTOP. */
    long stillUntil;
    /** Its orderly end has begun: nothing more is claimed. */
    boolean leaving;

    private final History history;
    private final Set<String> doing = new TreeSet<>();

    Machine(String name, History history) {
        this.name = name;
        this.history = history;
        SimulatedPool pool = new SimulatedPool(this, history);
        room = new SimulatedQueue(pool, Settings.QUEUE, () -> history.now() * 1_000);
        Couriers couriers = new Couriers(
                history.accounts().stream().map(it -> (Courier) new Speaks(it)).toList());
        lane = new SimulatedLane(
                room.queue,
                room.holds,
                couriers,
                Settings.NOTICE,
                Settings.DISPATCH,
                history::instant,
                history.chance());
    }

    boolean runs() {
        return !dead && stillUntil <= history.now();
    }

    boolean idle() {
        return doing.isEmpty() && lane.busy() == 0;
    }

    void pull(String account) {
        if (!leaving) {
            once("pull " + account, () -> lane.pull(account));
        }
    }

    void beat() {
        once("beat", () -> room.workers.beat());
    }

    void rescue() {
        once("rescue", room::rescue);
    }

    void refresh() {
        once("refresh", room::refresh);
    }

    void sweep() {
        once("sweep", room::sweep);
    }

    void fold() {
        once("fold", room::fold);
    }

    /** A round of looking up what is in doubt. */
    void look() {
        once(
                "look",
                () -> room.late
                        .look(
                                history.accounts().stream()
                                        .filter(it -> it.startsWith("sms"))
                                        .toList(),
                                20)
                        .invoke(looks -> looks.forEach(it -> history.provider().lookedUp(this, it))));
    }

    /** SIGTERM: what is in flight ends first, then it says good bye and is gone. */
    void leave() {
        if (!leaving) {
            leaving = true;
            lane.close();
        } else if (lane.busy() == 0) {
            once("leave", () -> room.workers.leave().invoke(() -> dead = true));
        }
    }

    void receive(Late.Source source, org.candor.queue.Told told, Runnable again) {
        history.inside(
                this,
                () -> room.late
                        .receive(source, List.of(told))
                        .subscribe()
                        .with(
                                fates -> {
                                    switch (fates.getFirst()) {
                                        case HELD, AGAIN -> again.run();
                                        case JOINED, STRANGE -> {}
                                    }
                                },
                                _ -> again.run()));
    }

    /** One at a time, as the pulses of a process are; what fails is told nobody and tried at the next beat. */
    private void once(String what, Supplier<Uni<?>> step) {
        if (!runs() || !doing.add(what)) {
            return;
        }
        history.note(() -> name + " " + what);
        history.inside(
                this,
                () -> step.get()
                        .onTermination()
                        .invoke(() -> doing.remove(what))
                        .subscribe()
                        .with(_ -> {}, _ -> {}));
    }

    UUID self() {
        return room.workers.self();
    }

    @Override
    public String toString() {
        return name;
    }

    private final class Speaks implements Courier {
        private final String account;

        Speaks(String account) {
            this.account = account;
        }

        @Override
        public String account() {
            return account;
        }

        @Override
        public Channel channel() {
            return Channel.of(account.substring(0, account.indexOf(':')));
        }

        @Override
        public @Nullable Double perSecond() {
            return null;
        }

        @Override
        public Duration longestAnswer() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Uni<Outcome> send(Handoff handoff) {
            return history.provider().handOff(Machine.this, account, handoff);
        }

        @Override
        public void close() {}
    }
}
