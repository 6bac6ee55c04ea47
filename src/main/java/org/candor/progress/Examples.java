package org.candor.progress;

/** Examples in the API's description. {@code ExamplesTest} reads each as what it is an example of. */
final class Examples {
    private static final String ONE = """
            "id": "019aa222-3333-7444-8555-666677778888", "notice": "019aa111-2222-7333-8444-555566667777",
              "recipient": "019aa000-2222-7333-8444-555566667777", "channel": "email", "account": "email:main",
              "state": "delivered", "reason": null, "tries": 1, "possible_duplicate": false,
              "duplicate_confirmed": false, "next_try_at": null, "quarantine_until": null,
              "deadline": "2026-12-01T00:00:00Z", "changed_at": "2026-11-21T10:00:02Z"
            """;

    static final String LIST = "{\"items\": [{" + ONE + "}], \"next\": null}";

    static final String DELIVERY = "{" + ONE + """
            , "message_id": "<019aa222-3333-7444-8555-666677778888.0@example.com>",
              "attempts": [{"id": "019aa333-4444-7555-8666-777788889999", "no": 1, "phase": "answered",
                "begun_at": "2026-11-21T10:00:01Z", "answered_at": "2026-11-21T10:00:02Z", "outcome": "accepted",
                "reason": "accepted", "code": "250", "enhanced": "2.0.0", "provider_ref": "4F2A1B", "source": "response",
                "possible_duplicate": false,
                "evidence": [{"at": "2026-11-21T10:00:09Z", "source": "receipt", "news": "arrived", "reference": "msg_2Z",
                  "reason": "delivered", "code": null, "enhanced": "2.0.0"}]}]}
            """;

    static final String CSV = """
            delivery,recipient,channel,account,state,reason,tries,possible_duplicate,changed_at,message_id
            019aa222-3333-7444-8555-666677778888,019aa000-2222-7333-8444-555566667777,email,email:main,accepted,,1,false,\
            2026-11-21T10:00:02Z,<019aa222-3333-7444-8555-666677778888.0@example.com>
            """;

    static final String EVIDENCE = """
            {"kind":"dossier","dossier":{"notice":"019aa111-2222-7333-8444-555566667777","made_at":"2026-11-22T08:00:00.000000Z"}}
            {"kind":"notice","notice":{"id" : "019aa111-2222-7333-8444-555566667777", "state" : "completed"}}
            {"kind":"content","content":{"incident":{},"notice":{}}}
            {"kind":"delivery","delivery":{"id" : "019aa222-3333-7444-8555-666677778888", "channel" : "email", "state" : "accepted"}}
            {"kind":"counts","counts":{"email":{"accepted":1}}}
            {"kind":"chain","no":41,"hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
            {"kind":"record","no":42,"record":{"action": "notice.evidence-exported"}}
            {"kind":"head","no":42,"hash":"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"}
            """;

    private Examples() {}
}
