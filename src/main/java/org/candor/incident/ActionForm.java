package org.candor.incident;

import org.jspecify.annotations.Nullable;

/** Something that was or will be done about a breach, as a caller sends it, unchecked. */
public record ActionForm(
        @Nullable String kind,
        @Nullable String summary,
        @Nullable String owner,
        @Nullable String due,
        @Nullable String doneAt,
        @Nullable String reference) {}
