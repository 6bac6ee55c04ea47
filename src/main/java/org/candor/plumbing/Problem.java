package org.candor.plumbing;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The caller's mistake, said as a problem document (RFC 9457). Thrown by resources and rooms; one mapper turns it into
 * {@code application/problem+json}. Never carries the offending value.
 */
public final class Problem extends RuntimeException {
    static final String SAID = "candor.problem";
    private static final long serialVersionUID = 1L;

    /** One thing wrong with a body: where (RFC 6901 pointer) and what (a stable kebab-case code). */
    public record At(String pointer, String code) {}

    private final int status;
    private final String slug;
    private final String detail;
    private final List<At> errors;
    private final Map<String, String> headers;

    private Problem(int status, String slug, String detail, List<At> errors, Map<String, String> headers) {
        super(slug, null, false, false);
        this.status = status;
        this.slug = slug;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
    }

    /**
     * A problem of one of the published types.
     *
     * @param slug the last segment of the problem type, such as {@code not-found}
     * @param detail one sentence: what is wrong, where, and how to mend it
     */
    public static Problem of(int status, String slug, String detail) {
        return new Problem(status, slug, detail, List.of(), Map.of());
    }

    /** What the answer to this request says; null if it is none of ours. For pages that say it in another form. */
    public static @Nullable Problem of(RoutingContext context) {
        return context.get(SAID);
    }

    /** One answer for an id that is malformed, missing or somebody else's: all three look the same. */
    public static Problem notFound() {
        return of(404, "not-found", "There is nothing at this address that your key may see.");
    }

    /** Well-formed but wrong: 422 with a list of places. */
    public static Problem invalid(List<At> errors) {
        return invalid("validation-failed", errors);
    }

    /** A 422 of a more telling type than {@code validation-failed}. */
    public static Problem invalid(String slug, List<At> errors) {
        return new Problem(
                422, slug, "The request is well-formed but some of it cannot be used: see errors.", errors, Map.of());
    }

    /** A query or path parameter that cannot be used, by its name: 400. */
    public static Problem parameter(String name, String detail) {
        return new Problem(400, "invalid-parameter", detail, List.of(new At(name, "invalid")), Map.of());
    }

    /** The same problem with one more response header. */
    public Problem with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Problem(status, slug, detail, errors, more);
    }

    public int status() {
        return status;
    }

    public String slug() {
        return slug;
    }

    public String detail() {
        return detail;
    }

    public List<At> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
