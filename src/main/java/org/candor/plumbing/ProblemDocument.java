package org.candor.plumbing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A problem as {@code application/problem+json} (RFC 9457), the same from every layer that can refuse a request. */
final class ProblemDocument {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final Map<String, String> TITLES = Map.of("csrf", "CSRF", "uri-too-long", "URI too long");

    private ProblemDocument() {}

    /** The document as JSON text; {@code instance} is the id that is also in the header {@code X-Request-Id}. */
    static String json(Problem problem, String requestId) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", type(problem.slug()));
        document.put("title", title(problem.slug()));
        document.put("status", problem.status());
        document.put("detail", problem.detail());
        document.put("instance", "urn:uuid:" + requestId);
        List<Problem.At> errors = problem.errors();
        if (!errors.isEmpty()) {
            document.put("errors", errors);
        }
        return StrictJson.write(document);
    }

    static String type(String slug) {
        return "/problems/" + slug;
    }

    static String title(String slug) {
        String words = slug.replace('-', ' ');
        return TITLES.getOrDefault(slug, Character.toUpperCase(words.charAt(0)) + words.substring(1));
    }

    /** The problem for a refusal of the framework, of which only the status is known. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> Problem.of(400, "malformed-request", "The request is not well-formed HTTP or JSON.");
            case 401 -> unauthenticated();
            case 403 -> Problem.of(403, "forbidden", "The key has not the scope that this call needs.");
            case 404 -> Problem.notFound();
            case 405 -> Problem.of(405, "method-not-allowed", "This address does not take this method: see Allow.");
            case 406 ->
                Problem.of(406, "not-acceptable", "This address cannot answer in the media type that Accept asks for.");
            case 408 -> Problem.of(408, "request-timeout", "The request did not arrive in time.");
            case 413 -> Problem.of(413, "payload-too-large", "The body is larger than this address takes.");
            case 414 -> Problem.of(414, "uri-too-long", "The address is longer than 4096 bytes.");
            case 415 ->
                Problem.of(
                        415,
                        "unsupported-media-type",
                        "Send the Content-Type that this address takes, uncompressed: application/json unless its"
                                + " description says otherwise.");
            case 417 -> Problem.of(417, "expectation-failed", "Only Expect: 100-continue is understood.");
            case 421 -> Problem.of(421, "misdirected-request", "This address is not served on this host.");
            case 431 -> Problem.of(431, "headers-too-large", "The headers are larger than 16 KiB.");
            case 503 -> overloaded();
            default -> status >= 500 ? fault() : Problem.of(400, "malformed-request", "The request cannot be used.");
        };
    }

    static Problem unauthenticated() {
        return Problem.of(401, "unauthenticated", "Send a valid key as Authorization: Bearer cnd_….")
                .with("WWW-Authenticate", "Bearer");
    }

    static Problem overloaded() {
        return Problem.of(
                        503,
                        "overloaded",
                        "Candor cannot reach its database or its keys, or has too much to do. Repeat the same request with the same"
                                + " Idempotency-Key: it may or may not have been done.")
                .with("Retry-After", "5");
    }

    /** Our own mistake: the caller learns nothing but the request id, by which the log can be searched. */
    static Problem fault() {
        return Problem.of(500, "internal-error", "Candor made a mistake; its log knows it by the id in instance.");
    }
}
