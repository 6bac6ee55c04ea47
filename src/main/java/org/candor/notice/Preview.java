package org.candor.notice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.candor.delivery.Channel;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.candor.letter.Segments;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A message that is not sent.
 *
 * @param locale the language it is in
 * @param subject the email's, or the title of a forum topic; empty for the rest
 * @param html empty for all but email
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Preview(
        String channel,
        String locale,
        String subject,
        String text,
        String html,

        @Schema(description = "Posts only: the network this one is for") @Nullable
        String network,

        @Schema(description = "Text messages only, like the three below: in how many parts this one travels") @Nullable
        Integer segments,

        @Schema(enumeration = {"GSM-7", "UCS-2"}) @Nullable String encoding,

        @Schema(description = "Septets or UTF-16 units") @Nullable
        Integer units,

        @Schema(description = "Characters that GSM-7 has not: without them a part would hold 160 units, not 70")
        @Nullable
        List<String> offending) {
    static Preview email(Letter it) {
        return new Preview(
                Channel.EMAIL.word(), it.language(), it.subject(), it.text(), it.html(), null, null, null, null, null);
    }

    static Preview text(Letter it) {
        Segments cut = Segments.of(it.text());
        return new Preview(
                Channel.SMS.word(),
                it.language(),
                it.subject(),
                it.text(),
                it.html(),
                null,
                cut.count(),
                cut.wide() ? "UCS-2" : "GSM-7",
                cut.units(),
                cut.offending());
    }

    static Preview post(Letter it, Network network) {
        return new Preview(
                Channel.SOCIAL.word(),
                it.language(),
                it.subject(),
                it.text(),
                it.html(),
                network.word(),
                null,
                null,
                null,
                null);
    }
}
