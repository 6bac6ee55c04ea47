package org.candor.rig;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Made-up breaches of realistic size. */
public final class Samples {
    private static final String[] LOCALES = {"en", "es", "de", "fr"};

    /** What {@link #recipient} plants in every person's data, to be searched for where it must not be. */
    public static final List<Pattern> CANARIES = List.of(
            Pattern.compile("person\\.\\d+@"),
            Pattern.compile("Person(\\s|\\+|%20)Number", Pattern.CASE_INSENSITIVE),
            Pattern.compile("1415555\\d{4}"),
            Pattern.compile("portal-account-\\d"),
            Pattern.compile("customer-\\d"));

    private Samples() {}

    public static String incident() {
        return """
                {"reference": "BENCH-%s", "title": "Customer portal credential exposure",
                 "organisation": {"name": "Example Bank", "email": "privacy@example.com", "phone": "+14155550100",
                                  "url": "https://example.com/privacy", "postal": "1 Main St, Springfield"},
                 "occurred": {"from": "2026-11-02", "to": "2026-11-05"}, "discovered_at": "2026-11-07T09:30:00Z",
                 "exposed": ["names", "email-addresses", "passwords"],
                 "compromised_channels": [], "email_needs_consent_in": []}""".formatted(UUID.randomUUID());
    }

    /** The one call that does it all: incident, recipients and notice, released at once. */
    public static String inline(int people) {
        StringBuilder recipients = new StringBuilder();
        for (int i = 0; i < people; i++) {
            recipients.append(i == 0 ? "" : ",").append(recipient(i));
        }
        String notice = notice("").replace("\"incident\": \"\"", "\"incident\": " + incident());
        return notice.replace("\"release\": false", "\"release\": true, \"recipients\": [" + recipients + "]");
    }

    public static String recipient(int i) {
        return String.format(
                Locale.ROOT,
                "{\"ref\":\"customer-%1$d\",\"name\":\"Person Number %1$d\",\"email\":\"person.%1$d@mail%2$d.example.net\","
                        + "\"phone\":\"+1415555%3$04d\",\"locale\":\"%4$s\",\"region\":\"US-CA\","
                        + "\"exposed\":[\"names\",\"email-addresses\",\"passwords\",\"phone-numbers\"],"
                        + "\"e_consent\":true,\"account\":\"portal-account-%1$d\"}",
                i,
                i % 50,
                i % 10_000,
                LOCALES[i % LOCALES.length]);
    }

    /** Reports the incident to a service; answers its id there. */
    public static String report(Api author) throws IOException, InterruptedException {
        return author.post("/v1/incidents", incident())
                .expect(201)
                .body()
                .get("id")
                .asText();
    }

    /** A notice by email. */
    public static String notice(String incident) {
        return notice(incident, "email");
    }

    /** A notice over one channel, at any hour. */
    public static String notice(String incident, String channel) {
        Instant deadline = Instant.now().plus(Duration.ofDays(10)).truncatedTo(ChronoUnit.SECONDS);
        StringBuilder content = new StringBuilder();
        for (String locale : LOCALES) {
            content.append(content.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(locale)
                    .append("\": ")
                    .append("""
                    {"what_happened": "On 5 November someone copied part of our customer list. We saw it two days later.",
                     "what_we_are_doing": "We closed the door they used, told the authorities and reset our own keys.",
                     "what_you_can_do": "Change your password.\\n\\n- Use a new one\\n- Use it nowhere else",
                     "more_information": "Write to privacy@example.com or see https://example.com/privacy.",
                     "subject": null, "sms": null, "social": null}""");
        }
        return """
                {"incident": "%s", "kind": "initial", "channels": ["%s"], "strategy": "all", "default_locale": "en",
                 "sms_hours": "00:00-24:00", "content": {%s}, "reset": {"offer": true, "expires_days": 14},
                 "not_before": null, "deadline": "%s",
                 "on_unknown": {"email": "resend", "sms": "hold", "social": "hold"}, "accounts": [], "release": false}""".formatted(incident, channel, content, deadline);
    }

    /** A notice by email through one account. */
    public static String noticeThrough(String incident, String account) {
        return notice(incident).replace("\"accounts\": []", "\"accounts\": [\"" + account + "\"]");
    }

    /** The same by email. */
    public static String release(Api author, Api approver, String incident) throws IOException, InterruptedException {
        return release(author, approver, incident, "email");
    }

    /** Drafts a notice to everybody of an incident and takes it through submit, approval by another owner and release. */
    public static String release(Api author, Api approver, String incident, String channel)
            throws IOException, InterruptedException {
        return releaseDraft(author, approver, notice(incident, channel));
    }

    /** The same with a draft of one's own. */
    public static String releaseDraft(Api author, Api approver, String draft) throws IOException, InterruptedException {
        String id =
                author.post("/v1/notices", draft).expect(201).body().get("id").asText();
        String notice = "/v1/notices/" + id;
        author.postIf(notice + "/submit", etag(author, notice)).expect(200);
        approver.postIf(notice + "/approve", etag(approver, notice)).expect(200);
        author.postIf(notice + "/release", etag(author, notice)).expect(202);
        return id;
    }

    private static String etag(Api api, String path) throws IOException, InterruptedException {
        return api.get(path).expect(200).header("ETag");
    }
}
