package org.candor.incident;

import org.jspecify.annotations.Nullable;

/**
 * What people have in common who are told in the same ways: how many there are of each is known without looking at anybody.
 *
 * @param email whether they have an email address
 * @param phone whether they have a phone number
 */
public record Shape(@Nullable String region, boolean eConsent, boolean email, boolean phone) {
    public static Shape of(Entry it) {
        return new Shape(it.region(), it.eConsent(), it.emailBi() != null, it.phoneBi() != null);
    }
}
