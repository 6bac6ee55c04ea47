package org.candor.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recipient as a caller sends it, unchecked; see {@link Recipients#check}. Prints nothing of it. */
public record RecipientForm(
        @Nullable String ref,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String locale,
        @Nullable String region,
        @Nullable List<@Nullable String> exposed,
        @Nullable Boolean eConsent,
        @Nullable String account) {
    @Override
    public String toString() {
        return "RecipientForm[***]";
    }
}
