package org.candor.receipt;

/** Examples in the API's description. {@code ExamplesTest} reads each as what it is an example of. */
final class Examples {
    static final String LEARNT = """
            {"id": "0192f3a0-7c1e-7b3a-9d54-1f1a2b3c4d5e", "channel": "email", "reason": "mailbox-unknown",
              "since": "2026-11-21T09:31:07Z", "until": "2027-05-20T09:31:07Z",
              "delivery": "0192f3a0-1111-7b3a-9d54-1f1a2b3c4d5e", "set_by": "candor"}""";

    static final String SAID = """
            {"id": "0192f3a1-0c2d-7e4f-8a6b-2f3a4b5c6d7e", "channel": "sms", "reason": "asked us by letter",
              "since": "2026-11-22T14:02:00Z", "until": null, "delivery": null, "set_by": "alice"}""";

    static final String LIST = "{\"items\": [" + SAID + ", " + LEARNT + "], \"next\": null}";

    static final String NEW = """
            {"channel": "sms", "address": "+1 415 555 0101", "reason": "asked us by letter", "until": null}""";

    static final String SEARCH = "{\"channel\": \"email\", \"address\": \"anna@example.net\"}";

    static final String FOUND = "{\"suppressed\": true, \"suppression\": " + LEARNT + "}";

    static final String LIFT = "{\"reason\": \"has a new mailbox under the same address\"}";

    private Examples() {}
}
