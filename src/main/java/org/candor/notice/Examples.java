package org.candor.notice;

/** Examples in the API's description. {@code ExamplesTest} reads each as what it is an example of. */
final class Examples {
    private static final String SAID = """
              "kind": "initial", "follows": null, "channels": ["email"], "strategy": "all",
              "default_locale": "en", "sms_hours": "08:00-21:00",
              "content": {"en": {
                "what_happened": "On 5 November someone copied part of our customer list.",
                "what_we_are_doing": "We closed the door they used and told the authorities.",
                "what_you_can_do": "Change your password.\\n\\n- Use a new one\\n- Use it nowhere else",
                "more_information": "Write to privacy@example.com.",
                "subject": null, "sms": null, "social": null}},
              "reset": {"offer": true, "expires_days": 14},
              "not_before": null, "deadline": "2026-12-01T00:00:00Z",
              "on_unknown": {"email": "resend", "sms": "hold", "social": "hold"}, "accounts": []""";

    private static final String WHO = """
            {"id": "019aa111-2222-7333-8444-555566667777", "incident": "019aa000-1111-7222-8333-444455556666",
            """;

    private static final String MADE = """
            ,
              "extension": null, "created_by": "incident-tool", "created_at": "2026-11-21T09:30:00Z",
            """;

    private static final String SENT = """
              "submitted_by": "incident-tool", "submitted_at": "2026-11-21T09:40:00Z",
              "content_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
              "audience": 180000, "needs_approval": true,
            """;

    private static final String AGREED = """
              "approval": {"by": "bob", "at": "2026-11-21T09:50:00Z", "audience": 180000,
                "content_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
            """;

    private static final String RELEASED = """
              "released_by": "alice", "released_at": "2026-11-21T10:00:00Z",
            """;

    private static final String UNSENT = """
              "released_by": null, "released_at": null,
            """;

    private static final String UNCOUNTED = """
            , "counts": null, "rate": null, "eta": null, "makes_deadline": null}""";

    static final String NOTICE = """
            {
              "incident": "019aa000-1111-7222-8333-444455556666",
            """ + SAID + """
            ,
              "release": false
            }""";

    static final String ONE_CALL = """
            {
              "incident": {"reference": "IR-2026-014", "title": "Customer portal credential exposure",
                "organisation": {"name": "Example Bank", "email": "privacy@example.com", "phone": "+14155550100",
                  "url": "https://example.com/privacy", "postal": "1 Main St, Springfield"},
                "occurred": {"from": "2026-11-02", "to": "2026-11-05"}, "discovered_at": "2026-11-07T09:30:00Z",
                "exposed": ["names", "email-addresses", "passwords"],
                "compromised_channels": [], "email_needs_consent_in": []},
            """ + SAID + """
            ,
              "release": true,
              "recipients": [{"ref": "c-1", "name": "Anna Example", "email": "anna@example.net", "locale": "en",
                "region": "US-CA", "exposed": ["names", "passwords"], "e_consent": true, "account": "acct-1"}]
            }""";

    static final String EDIT = """
            {"content": {"en": {"subject": "Some of your data was taken"}}, "deadline": "2026-12-02T00:00:00Z"}""";

    static final String DRAFT =
            WHO + "  \"state\": \"draft\",\n" + SAID + MADE + """
              "content_hash": null, "audience": null, "needs_approval": null,
              "submitted_by": null, "submitted_at": null, "approval": null,
            """ + UNSENT + "  \"finished_at\": null" + UNCOUNTED;

    static final String SUBMITTED = WHO + "  \"state\": \"awaiting_approval\",\n" + SAID + MADE + SENT
            + "  \"approval\": null,\n" + UNSENT + "  \"finished_at\": null" + UNCOUNTED;

    static final String APPROVED = WHO + "  \"state\": \"awaiting_approval\",\n" + SAID + MADE + SENT + AGREED + UNSENT
            + "  \"finished_at\": null" + UNCOUNTED;

    static final String RUNNING = WHO + "  \"state\": \"running\",\n" + SAID + MADE + SENT + AGREED + RELEASED
            + "  \"finished_at\": null" + UNCOUNTED;

    static final String EXTENDED = WHO + "  \"state\": \"completed\",\n" + SAID + """
            ,
              "extension": {"audience": 310, "by": "alice", "at": "2026-11-22T08:00:00Z"},
              "created_by": "incident-tool", "created_at": "2026-11-21T09:30:00Z",
            """ + SENT + AGREED + RELEASED
            + "  \"finished_at\": \"2026-11-21T11:00:00Z\"" + UNCOUNTED;

    static final String PAUSED = WHO + "  \"state\": \"paused\",\n" + SAID + MADE + SENT + AGREED + RELEASED
            + "  \"finished_at\": null" + UNCOUNTED;

    static final String CANCELLED = WHO + "  \"state\": \"cancelled\",\n" + SAID + MADE + SENT + AGREED + RELEASED
            + "  \"finished_at\": \"2026-11-21T11:00:00Z\"" + UNCOUNTED;

    static final String ON_ITS_WAY = WHO + "  \"state\": \"running\",\n" + SAID + MADE + SENT + AGREED + RELEASED + """
              "finished_at": null,
              "counts": {"email": {"queued": 97000, "claimed": 200, "handing_off": 32, "waiting": 1200, "unknown": 3,
                "accepted": 80965, "delivered": 0, "bounced": 0, "failed": 410, "suppressed": 190, "expired": 0,
                "cancelled": 0, "no_address": 0, "not_queued": 0}},
              "rate": {"email": 820.5}, "eta": "2026-11-21T10:03:40Z", "makes_deadline": true}""";

    static final String LIST = """
            {"items": [{"id": "019aa111-2222-7333-8444-555566667777",
              "incident": "019aa000-1111-7222-8333-444455556666", "kind": "initial", "state": "running",
              "channels": ["email"], "audience": 180000, "created_by": "incident-tool",
              "created_at": "2026-11-21T09:30:00Z", "released_at": "2026-11-21T10:00:00Z",
              "deadline": "2026-12-01T00:00:00Z", "finished_at": null}], "next": null}""";

    static final String PREVIEW = """
            {"channel": "email", "locale": "en", "subject": "Some of your Example Bank data was taken",
             "text": "Dear Alex Sample,\\n…", "html": "<!DOCTYPE html>…", "network": null,
             "segments": null, "encoding": null, "units": null, "offending": null}""";

    static final String PREVIEW_SMS = """
            {"channel": "sms", "locale": "en", "subject": "",
             "text": "Example Bank: your data was in a data breach. What to do: type example.com in your browser. Code 7QF4-2K9M",
             "html": "", "network": null, "segments": 1, "encoding": "GSM-7", "units": 106, "offending": []}""";

    static final String PREVIEW_SOCIAL = """
            {"channel": "social", "locale": "en", "subject": "",
             "text": "Example Bank: someone got hold of personal data that we keep.\\n…", "html": "",
             "network": "mastodon", "segments": null, "encoding": null, "units": null, "offending": null}""";

    static final String RETRY_SOME = """
            {"deliveries": ["019aa222-1111-7222-8333-444455556666", "019aa222-1112-7222-8333-444455556666"]}""";

    static final String RETRIED = """
            {"notice": "019aa111-2222-7333-8444-555566667777", "state": "running", "queued": 410}""";

    static final String TEST = """
            {"locale": "es"}""";

    private static final String TESTED = """
            {"id": "019aa333-1111-7222-8333-444455556666", "notice": "019aa111-2222-7333-8444-555566667777",
              "purpose": "test", "channel": "email", "account": "email:main", "begun_at": "2026-11-21T09:35:00Z",
            """;

    static final String TEST_BEGUN = TESTED + """
              "phase": "begun", "answered_at": null, "outcome": null, "reason": null, "code": null, "reference": null}""";

    static final String TEST_ENDED = TESTED + """
              "phase": "answered", "answered_at": "2026-11-21T09:35:01Z", "outcome": "accepted", "reason": "ok",
              "code": "250", "reference": "4bXyz1"}""";

    static final String RESOLVE = """
            {"as": "resend", "reason": "the relay's log has no trace of it"}""";

    static final String RESOLVE_ALL = """
            {"as": "give_up", "reason": "these people get a letter", "channel": "sms", "count": 7}""";

    static final String RESOLVE_SOME = """
            {"as": "resend", "reason": "the relay's log does not have them",
              "deliveries": ["019aa222-1111-7222-8333-444455556666"]}""";

    static final String RESOLVED = """
            {"notice": "019aa111-2222-7333-8444-555566667777", "as": "give_up", "deliveries": 7}""";

    static final String UNREACHED = """
            ref,name,email,phone,locale,region,why
            c-17,Anna Example,anna@example.net,,en,US-CA,"email: mailbox-unknown; sms: no-address"
            """;

    static final String ERASE = """
            {"ref": "c-4711", "reason": "asked for it by letter of 2026-11-20"}
            """;

    static final String ERASED = """
            {"recipient": "019aa000-2222-7333-8444-555566667777", "erased_at": "2026-11-21T10:00:00Z"}
            """;

    static final String ERASE_ALL = """
            {"reference": "IR-2026-014", "reason": "the case is closed"}
            """;

    static final String ALL_ERASED = """
            {"incident": "019aa000-1111-7222-8333-444455556666", "erased_at": "2027-02-21T10:00:00Z"}
            """;

    private Examples() {}
}
