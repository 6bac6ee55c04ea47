package org.candor.keys;

/** Examples in the API's description. {@code ExamplesTest} reads each as what it is an example of. */
final class Examples {
    private static final String TOOL = """
            "name": "iris", "owner": "incident-tool", "scopes": ["incidents:write", "notices:write"], "incidents": [],
            """;

    private static final String FIRST = "{\"id\": \"019aa222-1111-7222-8333-444455556666\", " + TOOL + """
              "contact": false, "source": "api", "made_by": ["alice"], "calls_per_minute": null, "replaces": null,
            """;

    private static final String WORKS = """
              "active": true, "created_at": "2026-11-21T09:30:00Z", "expires_at": "2027-11-21T00:00:00Z", "revoked_at": null,
            """;

    private static final String UNUSED = "  \"last_used_at\": null";

    static final String NEW = "{" + TOOL + """
              "expires_at": "2099-11-21T00:00:00Z", "calls_per_minute": 600}""";

    static final String KEY = FIRST + WORKS + "  \"last_used_at\": \"2026-11-21T10:00:00Z\"}";

    static final String LIST = "{\"items\": [" + KEY + "], \"next\": null}";

    static final String MADE = FIRST + WORKS + UNUSED + ", \"secret\": \"cnd_…\"}";

    static final String ROTATION = """
            {"old_expires_at": "2099-11-22T09:30:00Z"}""";

    static final String ROTATED = "{\"id\": \"019aa222-2222-7222-8333-444455556666\", " + TOOL + """
              "contact": false, "source": "api", "made_by": ["alice"], "calls_per_minute": null,
              "replaces": "019aa222-1111-7222-8333-444455556666",
            """ + WORKS + UNUSED
            + ", \"secret\": \"cnd_…\"}";

    static final String REVOCATION = """
            {"reason": "its machine was lost"}""";

    static final String REVOKED = FIRST + """
              "active": false, "created_at": "2026-11-21T09:30:00Z", "expires_at": "2027-11-21T00:00:00Z",
              "revoked_at": "2026-11-21T11:00:00Z", "last_used_at": "2026-11-21T10:00:00Z"}""";

    private Examples() {}
}
