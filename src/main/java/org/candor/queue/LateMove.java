package org.candor.queue;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.candor.delivery.News;
import org.candor.delivery.State;
import org.jspecify.annotations.Nullable;

/** One move as the statement {@code late} takes it: where the delivery stood, where it goes, and why. */
record LateMove(Standing at, Move move, Told told) {
    static Tuple values(Collection<LateMove> moves, String source) {
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(ids(moves, it -> it.at.delivery()))
                .addArrayOfString(text(moves, it -> it.at.state().word()))
                .addArrayOfInteger(moves.stream().map(it -> it.at.last()).toArray(Integer[]::new));
        values.getDelegate().addArrayOfString(moves.stream().map(LateMove::goal).toArray(String[]::new));
        return values.addArrayOfLong(
                        moves.stream().map(it -> it.pause().toMillis()).toArray(Long[]::new))
                .addArrayOfLong(
                        moves.stream().map(it -> it.suppress().toMillis()).toArray(Long[]::new))
                .addArrayOfBoolean(moves.stream().map(LateMove::twice).toArray(Boolean[]::new))
                .addArrayOfBoolean(moves.stream().map(LateMove::absent).toArray(Boolean[]::new))
                .addArrayOfUUID(ids(moves, it -> it.told.id()))
                .addArrayOfUUID(ids(moves, it -> it.told.attempt()))
                .addArrayOfString(text(moves, it -> it.told.news().word()))
                .addArrayOfString(text(moves, LateMove::reference))
                .addArrayOfString(text(moves, it -> it.told.news().evidence().reason()))
                .addArrayOfString(text(moves, it -> it.told.news().evidence().code()))
                .addArrayOfString(text(moves, it -> it.told.news().evidence().enhanced()))
                .addString(source);
    }

    private @Nullable String goal() {
        return move instanceof Move.To it ? it.state().word() : null;
    }

    private Duration pause() {
        return move instanceof Move.To it ? it.pause() : Duration.ZERO;
    }

    private boolean twice() {
        return switch (move) {
            case Move.To it -> it.twice();
            case Move.Keep it -> it.twice();
            case Move.Hold _, Move.Pass _ -> false;
        };
    }

    private boolean absent() {
        return switch (move) {
            case Move.To it -> it.perhapsThere();
            case Move.Keep it -> it.absent();
            case Move.Hold _, Move.Pass _ -> false;
        };
    }

    /** What came back for now is no reason to leave the address alone before it came back for good. */
    private Duration suppress() {
        return switch (told.news()) {
            case News.CameBack it -> it.suppress();
            case News.OptedOut it -> it.suppress();
            case News.CameBackForNow it -> endsIt() ? it.suppress() : Duration.ZERO;
            case News.Taken _, News.Arrived _, News.Indicted _, News.Absent _, News.Nothing _ -> Duration.ZERO;
        };
    }

    private boolean endsIt() {
        return move instanceof Move.To it && it.state() == State.BOUNCED;
    }

    private String reference() {
        String reference = switch (told.news()) {
            case News.Taken it -> it.reference();
            case News.Arrived it -> it.reference();
            case News.CameBack _,
                    News.CameBackForNow _,
                    News.OptedOut _,
                    News.Indicted _,
                    News.Absent _,
                    News.Nothing _ -> "";
        };
        return Settlement.printable(reference);
    }

    private static UUID[] ids(Collection<LateMove> moves, Function<LateMove, UUID> id) {
        return moves.stream().map(id).toArray(UUID[]::new);
    }

    private static String[] text(Collection<LateMove> moves, Function<LateMove, String> text) {
        return moves.stream().map(text).toArray(String[]::new);
    }
}
