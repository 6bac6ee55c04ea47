package org.candor.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.regex.Pattern;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Token taken apart, whoever may have written it. Stricter than libraries are: no padding, no key twice, nothing
 * that is not text where text belongs.
 */
record Jwt(String text, JsonNode header, JsonNode claims) {
    private static final int LONGEST = 8 * 1024;
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]+");

    /** Null for what is no signed token in compact form. */
    static @Nullable Jwt parse(String text) {
        var parts = FORM.matcher(text);
        if (text.length() > LONGEST || !parts.matches()) {
            return null;
        }
        try {
            JsonNode header = json(parts.group(1));
            JsonNode claims = json(parts.group(2));
            return header.isObject() && claims.isObject() ? new Jwt(text, header, claims) : null;
        } catch (Problem | IllegalArgumentException e) {
            return null;
        }
    }

    private static JsonNode json(String part) {
        return StrictJson.tree(Base64.getUrlDecoder().decode(part));
    }

    /** A claim that is text; empty if there is none. */
    String text(String claim) {
        return text(claims, claim);
    }

    /** A field of the header that is text; empty if there is none. */
    String head(String field) {
        return text(header, field);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).textValue() : "";
    }

    /** Seconds of a claim; -1 if it is not a whole number. */
    long seconds(String claim) {
        JsonNode value = claims.path(claim);
        return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -1;
    }

    /** True if {@code aud} names this, alone or among others. */
    boolean isFor(String audience) {
        JsonNode named = claims.path("aud");
        return named.isArray()
                ? named.valueStream().anyMatch(it -> it.isTextual() && audience.equals(it.textValue()))
                : text("aud").equals(audience);
    }

    /** Whoever has a token can use it: it stays out of any text. */
    @Override
    public String toString() {
        return "Jwt[…]";
    }
}
