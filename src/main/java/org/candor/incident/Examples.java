package org.candor.incident;

/** Examples in the API's description. {@code ExamplesTest} reads each as what it is an example of. */
final class Examples {
    private static final String FACTS = """
            "reference": "IR-2026-014", "title": "Customer portal credential exposure",
              "organisation": {"name": "Example Bank", "email": "privacy@example.com", "phone": "+14155550100",
                "url": "https://example.com/privacy", "postal": "1 Main St, Springfield"},
              "occurred": {"from": "2026-11-02", "to": "2026-11-05"}, "discovered_at": "2026-11-07T09:30:00Z",
              "exposed": ["names", "email-addresses", "passwords"], "compromised_channels": [],
              "email_needs_consent_in": ["US-NY"]""";

    static final String REPORT = "{" + FACTS + "}";

    static final String INCIDENT = "{\"id\": \"019aa000-1111-7222-8333-444455556666\", " + FACTS + """
            , "owner": "incident-tool", "revision": 1, "created_at": "2026-11-07T09:31:00Z", "erased_at": null}""";

    static final String INCIDENTS = "{\"items\": [" + INCIDENT + "], \"next\": null}";

    static final String PATCH = "{\"title\": \"Customer portal: passwords copied\", \"discovered_at\": null}";

    static final String ASSESSMENT = """
            {"recipients": 3, "exposed": {"names": 3, "passwords": 2}, "regions": {"US-CA": 2, "none": 1},
              "locales": {"en": 2, "de": 1}, "reachable": {"email": 1, "sms": 1, "both": 1, "nobody": 0}}""";

    static final String ACT = """
            {"kind": "containment", "summary": "Closed the door they used", "owner": "security", "due": null,
              "done_at": "2026-11-07T12:00:00Z", "reference": "CHG-77"}""";

    static final String ACTION = """
            {"id": "019aa000-9999-7222-8333-444455556666", "kind": "containment", "summary": "Closed the door they used",
              "owner": "security", "due": null, "done_at": "2026-11-07T12:00:00Z", "reference": "CHG-77",
              "noted_by": "alice", "noted_at": "2026-11-07T12:05:00Z"}""";

    static final String ACTIONS = "{\"items\": [" + ACTION + "], \"next\": null}";

    static final String LINES = """
            {"ref": "c-1", "name": "Anna Example", "email": "anna@example.net", "locale": "en", "region": "US-CA"}
            {"ref": "c-2", "name": "Ben Example", "phone": "+14155550101", "exposed": ["names", "passwords"]}
            """;

    static final String SHEET = """
            ref,name,email,phone,locale,region,exposed,e_consent,account
            c-1,Anna Example,anna@example.net,,en,US-CA,,true,
            c-2,Ben Example,,+14155550101,,,names;passwords,,
            """;

    static final String TAKEN = """
            {"import": "/v1/imports/019aa000-7777-7222-8333-444455556666", "state": "complete", "accepted": 2, "merged": 0,
              "rejected": 1}""";

    static final String IMPORT = """
            {"id": "019aa000-7777-7222-8333-444455556666", "incident": "019aa000-1111-7222-8333-444455556666",
              "name": "portal", "state": "complete", "accepted": 2, "merged": 0, "rejected": 1, "problem": null,
              "rejects": "/v1/imports/019aa000-7777-7222-8333-444455556666/rejects",
              "started_at": "2026-11-07T13:00:00Z", "finished_at": "2026-11-07T13:00:01Z"}""";

    static final String REJECTS = """
            {"row": 3, "code": "invalid-email"}
            """;

    static final String PEOPLE = """
            {"items": [{"id": "019aa000-2222-7333-8444-555566667777", "ref": "c-1", "name": "A***", "email": "a***@e***.net",
              "phone": null, "locale": "en", "region": "US-CA", "exposed": ["names", "email-addresses", "passwords"],
              "e_consent": true}], "next": null}""";

    static final String PERSON = """
            {"id": "019aa000-2222-7333-8444-555566667777", "ref": "c-1", "name": "Anna Example",
              "email": "anna@example.net", "phone": null, "account": null}""";

    private Examples() {}
}
