package org.candor.incident;

import org.jspecify.annotations.Nullable;

/** The organisation that had the breach, as affected people get to see it. */
public record Organisation(
        String name,
        String email,
        @Nullable String phone,
        @Nullable String url,
        @Nullable String postal) {}
