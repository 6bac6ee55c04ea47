package org.candor.queue;

/** Examples in the API's description. {@code ExamplesTest} reads each as what it is an example of. */
final class Examples {
    private static final String REST = """
            , "pace": "14/s", "in_flight": 32, "queued": 97000, "oldest_due_seconds": 1.5,
              "last_minute": {"accepted": 838, "waiting": 2, "failed": 0, "unknown": 0},
              "held_domains": [{"domain": 3, "provider": "yahoo", "reason": "throttled",
                "until": "2026-11-21T10:05:00Z"}]}""";

    static final String ACCOUNT = """
            {"account": "email:main", "channel": "email",
              "gate": {"open": true, "probing": false, "reason": null, "until": null, "changed_by": "candor",
                "changed_at": "2026-11-21T09:00:00Z"}""" + REST;

    static final String CLOSED = """
            {"account": "email:main", "channel": "email",
              "gate": {"open": false, "probing": false, "reason": "relay is being moved", "until": null, "changed_by": "alice",
                "changed_at": "2026-11-21T10:00:00Z"}""" + REST;

    static final String PROBING = """
            {"account": "email:spare", "channel": "email",
              "gate": {"open": false, "probing": true, "reason": "login-refused", "until": null, "changed_by": "candor",
                "changed_at": "2026-11-21T10:15:00Z"}""" + REST;

    static final String LIST = "{\"items\": [" + ACCOUNT + ", " + PROBING + "]}";

    static final String WHY = "{\"reason\": \"relay is being moved\"}";

    static final String PACE = "{\"pace\": \"14/s\"}";

    static final String RESTORED = """
            {"as": "hold", "reason": "restored the backup of last night; letters went out this morning"}""";

    static final String FOLLOWING = "{\"as\": \"hold\", \"sending\": false}";

    static final String MOVED = "{\"gates\": 1}";

    private Examples() {}
}
