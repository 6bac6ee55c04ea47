package org.candor.console;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.candor.delivery.Network;
import org.candor.letter.PostLength;
import org.candor.notice.Preview;
import org.jspecify.annotations.Nullable;

/**
 * A message that is not sent, for {@code message.html}.
 *
 * @param is {@code email}, {@code sms} or {@code social}; empty where there is nothing to show, and {@code note} says why
 * @param note said above it
 * @param signs of a text message: those that make it longer
 * @param lengths of a post, at each network
 */
record Shown(
        String is,
        String note,
        String locale,
        String subject,
        String text,
        int segments,
        String encoding,
        int units,
        int room,
        List<Sign> signs,
        String network,
        List<Length> lengths) {
    static final Shown NOTHING = nothing("");

    /** A character by its number, as in {@code U+201C}. */
    record Sign(String sign, String number) {}

    /** How long a text is as one network counts. */
    record Length(String network, int length, int most, boolean fits) {}

    static Shown nothing(String note) {
        return new Shown("", note, "", "", "", 0, "", 0, 0, List.of(), "", List.of());
    }

    static Shown of(@Nullable Preview it, String note) {
        if (it == null) {
            return nothing(note);
        }
        int segments = Objects.requireNonNullElse(it.segments(), 0);
        List<String> offending = Objects.requireNonNullElse(it.offending(), List.of());
        return new Shown(
                it.channel(),
                note,
                it.locale(),
                it.subject(),
                it.text(),
                segments,
                Objects.requireNonNullElse(it.encoding(), ""),
                Objects.requireNonNullElse(it.units(), 0),
                room(segments, "UCS-2".equals(it.encoding())),
                offending.stream().map(Shown::sign).toList(),
                Objects.requireNonNullElse(it.network(), ""),
                it.network() == null
                        ? List.of()
                        : Stream.of(Network.values())
                                .map(network -> length(network, it.text()))
                                .toList());
    }

    /** What so many segments hold (3GPP TS 23.040): each of several has less, for they are numbered. */
    private static int room(int segments, boolean wide) {
        return segments == 1 ? wide ? 70 : 160 : segments * (wide ? 67 : 153);
    }

    private static Sign sign(String it) {
        return new Sign(it, String.format(Locale.ROOT, "U+%04X", it.codePointAt(0)));
    }

    private static Length length(Network network, String text) {
        return new Length(
                network.word(), PostLength.of(network, text), PostLength.most(network), PostLength.fits(network, text));
    }
}
