package org.candor.courier;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.candor.delivery.Network;
import org.candor.delivery.Pace;
import org.jspecify.annotations.Nullable;

/**
 * One account that posts in public, as far as all networks are alike; checked: an invalid one cannot be built.
 *
 * @param url where the network's API is, without a path
 * @param secret the token, password or key it logs in with
 * @param language BCP 47 tag of the language it posts in; null for the notice's default
 * @param close how long the end of the service waits for posts under way
 */
record PublicAccount(
        Network network,
        String name,
        URI url,
        SecretFile secret,
        @Nullable String language,
        @Nullable Pace pace,
        OneCall.Limits calls,
        Duration close) {
    PublicAccount {
        OneCall.secure(url);
        if (!url.getRawPath().isEmpty() && !url.getRawPath().equals("/")
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException("url must end with the host");
        }
        if (language != null && !Locale.forLanguageTag(language).toLanguageTag().equals(language)) {
            throw new IllegalArgumentException("language is no BCP 47 tag");
        }
    }

    String id() {
        return network.word() + ":" + name;
    }

    /** An address below the account's server; {@code path} begins with a slash and is encoded. */
    URI at(String path) {
        return url.resolve(path);
    }

    /** The header that a bearer token makes of the secret; throws {@link IOException} if its file cannot be read. */
    Map<String, String> bearer() throws IOException {
        return Map.of("Authorization", "Bearer " + secret.current());
    }
}
