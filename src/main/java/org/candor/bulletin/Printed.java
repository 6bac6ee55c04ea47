package org.candor.bulletin;

import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;
import org.candor.plumbing.Etag;
import org.jspecify.annotations.Nullable;

/**
 * Something that was rendered, ready for as many readers as there are.
 *
 * @param language BCP 47 tag of its text
 * @param etag over its text, so that it changes when a template does too
 * @param changedAt the last change of what it tells; null if it tells nothing
 */
record Printed(
        String text, String language, String etag, @Nullable OffsetDateTime changedAt) {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);
    /** A million people come within minutes: whoever comes back, and every proxy between, may do without us for a while. */
    private static final String A_MINUTE = "public, max-age=60";

    static Printed of(String text, String language, @Nullable OffsetDateTime changedAt) {
        byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return new Printed(text, language, Etag.of(HexFormat.of().formatHex(hash, 0, 16)), changedAt);
    }

    /**
     * All of it or, for who has it already, 304 with the same headers: those of a 304 take the place of the ones that a
     * browser kept.
     *
     * @param dress gives the answer with this text its own headers
     */
    Response answer(@Nullable String ifNoneMatch, Function<Printed, Response.ResponseBuilder> dress) {
        Response.ResponseBuilder answer =
                dress.apply(this).header("Cache-Control", A_MINUTE).header("ETag", etag);
        if (changedAt != null) {
            answer.header("Last-Modified", HTTP_DATE.format(changedAt.withOffsetSameInstant(ZoneOffset.UTC)));
        }
        return Etag.names(ifNoneMatch, etag) ? answer.status(304).entity(null).build() : answer.build();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
