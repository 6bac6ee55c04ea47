package org.candor.plumbing;

import java.util.Map;
import java.util.TreeMap;

/** Every problem type there is, with what it means and how to mend it: the page behind the {@code type} of an answer. */
final class ProblemTypes {
    /** One type: its status, what went wrong, what to do. */
    record Type(String status, String cause, String fix) {}

    private static final Map<String, Type> ALL = new TreeMap<>();

    static {
        add(
                "bad-signature",
                "401 or 403",
                "The signature of this webhook is missing or wrong.",
                "Sign the bytes that are sent, with the secret of this endpoint, at a time at most 5 minutes away.");
        add(
                "conflict",
                "409",
                "What was asked does not fit the state that it is in now.",
                "Read it again, and ask for something that its state allows.");
        add(
                "csrf",
                "403",
                "The form did not come from a page of ours, or the page was open for too long.",
                "Open the page again and send its form.");
        add("empty-import", "422", "The upload had no rows.", "Send at least one recipient.");
        add(
                "expectation-failed",
                "417",
                "The Expect header asks for something unknown.",
                "Leave it out, or send Expect: 100-continue.");
        add(
                "forbidden",
                "403",
                "The key is good, but it has not the scope that this call needs.",
                "Use a key with the scope named in the description of the call.");
        add(
                "gone",
                "410",
                "This notice was withdrawn.",
                "Do not go on what it said; see /notices for those that hold.");
        add("headers-too-large", "431", "The request's headers are larger than 16 KiB.", "Send fewer or shorter ones.");
        add(
                "idempotency-in-progress",
                "409",
                "The first call with this Idempotency-Key still runs.",
                "Wait as long as Retry-After says, and send the same again.");
        add(
                "idempotency-key-invalid",
                "400",
                "The Idempotency-Key is not 16 to 255 printable ASCII characters.",
                "Take a random one, without spaces, / or \\, and send it once.");
        add(
                "idempotency-key-missing",
                "400",
                "The call creates or moves something and has no Idempotency-Key.",
                "Send Idempotency-Key: and a text of your own, the same one when you repeat the call.");
        add(
                "idempotency-key-reused",
                "422",
                "The Idempotency-Key was used for another request.",
                "Take a new key for a new request; repeat the old request unchanged.");
        add(
                "internal-error",
                "500",
                "Candor made a mistake.",
                "Repeat the call with the same Idempotency-Key; if it stays, report the id in instance.");
        add(
                "invalid-header",
                "422",
                "A text that becomes a header of a message has a line break or control character.",
                "Take it out.");
        add(
                "invalid-parameter",
                "400",
                "A query parameter is unknown, repeated or has a value that cannot be used.",
                "See errors for its name, and the description of the call for what it takes.");
        add(
                "malformed-request",
                "400",
                "The request is not well-formed HTTP, or its body is not well-formed.",
                "Send UTF-8 JSON without duplicate keys, at a plain address.");
        add("method-not-allowed", "405", "The address does not take this method.", "Use one of those in Allow.");
        add(
                "misdirected-request",
                "421",
                "People's pages and the API answer on different hosts, and this is neither.",
                "Use candor.public.host for pages, one of candor.api.hosts for the API.");
        add(
                "missing-column",
                "422",
                "The list has no column that names a recipient.",
                "Send CSV with commas and a header line that has ref, and email or phone.");
        add(
                "not-acceptable",
                "406",
                "The address does not answer in the media type that Accept asks for.",
                "Accept application/json, or what the description of the call names.");
        add(
                "not-found",
                "404",
                "There is nothing here, or nothing that your key may see.",
                "Check the id and the key.");
        add(
                "outcome-unknown",
                "503",
                "The connection to the database was lost while the call was recorded: it may or may not have been done.",
                "Repeat the same call with the same Idempotency-Key: it is done once, and you get its answer.");
        add(
                "overloaded",
                "503",
                "Candor cannot reach its database or its keys, or has too much to do.",
                "Wait as long as Retry-After says and repeat the same call with the same Idempotency-Key: whether the"
                        + " first was done or not, it is done once.");
        add(
                "payload-too-large",
                "413",
                "The body is larger than 1 MiB.",
                "Send lists of recipients to the incident's recipients as NDJSON or CSV, which are streamed.");
        add(
                "pii-in-public-post",
                "422",
                "A public text has an address or number that is not the organisation's own.",
                "Take personal data out of it.");
        add(
                "post-not-allowed",
                "422",
                "A public text has a link, a mention or characters that networks abuse.",
                "Link by https to hosts of the organisation only.");
        add("post-too-long", "422", "A public text is longer than one of its networks takes.", "Shorten it.");
        add(
                "precondition-failed",
                "412",
                "It has changed since you read it.",
                "Read it again, and send its new ETag in If-Match.");
        add(
                "precondition-required",
                "428",
                "The call changes something and does not say what it saw.",
                "Send If-Match with the ETag of what you read.");
        add("quota-exceeded", "429", "A limit of this key is used up.", "Wait as long as Retry-After says.");
        add("rate-limited", "429", "Too many calls in a short time.", "Wait as long as Retry-After says.");
        add("request-timeout", "408", "The request did not arrive in time.", "Send it again, in one go.");
        add(
                "second-person-required",
                "403",
                "So many people are told only if a second person agrees.",
                "Let a key of another owner approve or release it.");
        add("sms-too-long", "422", "The text needs more than 10 SMS segments.", "Shorten it.");
        add(
                "too-many-rejects",
                "422",
                "More than half of the rows cannot be used, so nothing was kept.",
                "See the rejects by row number and code; check separator, encoding and columns.");
        add(
                "unauthenticated",
                "401",
                "There is no valid key.",
                "Send Authorization: Bearer cnd_… with a key that is neither expired nor revoked, or where there is an"
                        + " issuer a token of it.");
        add("unknown-field", "422", "The body has a field that does not exist.", "See errors for its place.");
        add(
                "unsupported-media-type",
                "415",
                "The Content-Type is not taken here, or the body is compressed.",
                "Send application/json, or what the description of the call names, uncompressed.");
        add("uri-too-long", "414", "The address is longer than 4096 bytes.", "Shorten it.");
        add(
                "validation-failed",
                "422",
                "The request is well-formed, but some of it cannot be used.",
                "See errors for each place and its code.");
    }

    private ProblemTypes() {}

    static Map<String, Type> all() {
        return ALL;
    }

    private static void add(String slug, String status, String cause, String fix) {
        ALL.put(slug, new Type(status, cause, fix));
    }
}
