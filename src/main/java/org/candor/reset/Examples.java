package org.candor.reset;

/** Examples in the API's description. {@code ExamplesTest} reads each as what it is an example of. */
public final class Examples {
    static final String REQUEST = """
            {"id": "019aa444-5555-7666-8777-888899990000", "reference": "7QF42-K9M3X",
              "notice": "019aa111-2222-7333-8444-555566667777", "recipient": "019aa000-2222-7333-8444-555566667777",
              "incident": "019aa000-1111-7222-8333-444455556666", "kind": "password", "state": "handed_over",
              "requested_at": "2026-11-21T10:00:00Z", "handed_over_at": "2026-11-21T10:00:01Z", "completed_at": null,
              "tries": 1, "next_try_at": null, "last_answer": "status 202"}""";

    static final String LIST = "{\"items\": [" + REQUEST + "], \"next\": null}";

    /** Of a notice: the resource is one of another room. */
    public static final String COUNTS =
            "{\"offered\": 1000, \"requested\": 120, \"handed_over\": 118, \"completed\": 97, \"expired\": 0}";

    private Examples() {}
}
