package org.candor.incident;

import org.candor.delivery.Channel;
import org.jspecify.annotations.Nullable;

/** Reads one address as the import reads those of a list, for rooms above. */
public final class Addresses {
    private static final String NO_ADDRESSES = "not-allowed";

    /**
     * What came of a text.
     *
     * @param address as it is written to: an email as it was sent, a phone number in E.164; null if it cannot be
     * @param code why not, in kebab case; null if it can
     */
    public record Read(@Nullable String address, @Nullable String code) {}

    private Addresses() {}

    public static Read read(Channel channel, String text) {
        return switch (channel) {
            case EMAIL -> {
                String code = EmailRule.check(text);
                yield new Read(code == null ? text : null, code);
            }
            case SMS -> {
                PhoneRule.Read phone = PhoneRule.read(text);
                yield new Read(phone.number(), phone.code());
            }
            // An account is no recipient.
            case SOCIAL -> new Read(null, NO_ADDRESSES);
        };
    }
}
