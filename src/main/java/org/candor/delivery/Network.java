package org.candor.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A public network. An account there is called {@code <network>:<name>}, such as {@code mastodon:main}. */
public enum Network {
    MASTODON,
    BLUESKY,
    DISCOURSE,
    /** Its limits are known, so that a text can be checked against them; nothing of ours posts there yet. */
    X;

    /** The word in account ids: the name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What stands in the place of a recipient in the delivery of a post: made from the account's id, so that a notice posts
     * there once.
     */
    public static UUID standIn(String account) {
        return UUID.nameUUIDFromBytes(account.getBytes(StandardCharsets.UTF_8));
    }

    /** The network that an account id names; null for an account of another channel. */
    public static @Nullable Network ofAccount(String account) {
        for (Network network : values()) {
            if (account.startsWith(network.word() + ":")) {
                return network;
            }
        }
        return null;
    }
}
