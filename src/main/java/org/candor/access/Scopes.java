package org.candor.access;

import java.util.Set;

/** What a key may do. Writing never implies reading personal data. */
public final class Scopes {
    public static final String INCIDENTS_READ = "incidents:read";
    public static final String INCIDENTS_WRITE = "incidents:write";
    public static final String NOTICES_READ = "notices:read";
    public static final String NOTICES_WRITE = "notices:write";
    public static final String NOTICES_APPROVE = "notices:approve";
    public static final String NOTICES_RELEASE = "notices:release";
    public static final String RECIPIENTS_WRITE = "recipients:write";
    public static final String RECIPIENTS_READ = "recipients:read";
    public static final String DELIVERIES_READ = "deliveries:read";
    public static final String RESETS_READ = "resets:read";
    public static final String RESETS_WRITE = "resets:write";
    public static final String CHANNELS_ADMIN = "channels:admin";
    public static final String KEYS_ADMIN = "keys:admin";
    public static final String ERASURE = "erasure";

    public static final Set<String> ALL = Set.of(
            INCIDENTS_READ,
            INCIDENTS_WRITE,
            NOTICES_READ,
            NOTICES_WRITE,
            NOTICES_APPROVE,
            NOTICES_RELEASE,
            RECIPIENTS_WRITE,
            RECIPIENTS_READ,
            DELIVERIES_READ,
            RESETS_READ,
            RESETS_WRITE,
            CHANNELS_ADMIN,
            KEYS_ADMIN,
            ERASURE);

    private Scopes() {}
}
