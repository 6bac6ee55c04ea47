package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.candor.access.Session;
import org.candor.notice.Previews;
import org.candor.notice.Sketches;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/** Shows a message of what stands in a form. */
@Singleton
class Sketching {
    private final Sketches sketches;

    Sketching(Sketches sketches) {
        this.sketches = sketches;
    }

    Uni<Shown> shown(Session session, ComposePage.Sheet it) {
        UUID notice = it.seen() == null ? null : it.seen().notice().id();
        Written written = it.written();
        return Uni.createFrom()
                .deferred(() ->
                        sketches.of(session.caller(), it.incident(), notice, written.body(it.incident()), ask(written)))
                .map(sketch -> Shown.of(sketch.message(), note(Wrong.of(sketch.wrong(), written))))
                .onFailure(Sketching::unreadable)
                .recoverWithItem(fault -> Shown.nothing(note(Wrong.of(((Problem) fault).errors(), written))));
    }

    /** A field that is no text of the kind it should be: the rest is not looked at. */
    private static boolean unreadable(Throwable fault) {
        return fault instanceof Problem it && it.status() == 422;
    }

    private static Previews.Ask ask(Written written) {
        String channel = written.get("show_channel");
        boolean post = channel.equals("social");
        return Previews.Ask.of(
                Written.CHANNELS.contains(channel) ? channel : null,
                language(written),
                post ? word(written.get("show_account")) : null,
                SamplePeople.name(written.get("show_person")));
    }

    /** The language that is looked at; null for the notice's own. */
    static @Nullable String language(Written written) {
        String wanted = written.get("show_language");
        return wanted.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}") ? wanted : null;
    }

    private static @Nullable String word(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String note(Wrong wrong) {
        int count = wrong.items().size();
        return switch (count) {
            case 0 -> "";
            case 1 -> "Still to be mended: " + wrong.items().getFirst().where() + ".";
            default -> "Still to be mended: " + wrong.items().getFirst().where() + ", and " + (count - 1) + " more.";
        };
    }
}
