package org.candor.delivery;

/**
 * Where a message goes: an email address, a phone number in E.164 or the name of a public account. Prints masked, so that
 * a log line or an exception cannot carry it by accident; {@link #open()} gives the text to the courier.
 */
public final class Address {
    private final Channel channel;
    private final String text;

    private Address(Channel channel, String text) {
        this.channel = channel;
        this.text = text;
    }

    /** An address of the given channel; refuses blank text and control characters, which no provider accepts. */
    public static Address of(Channel channel, String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an address is neither blank nor holds control characters");
        }
        return new Address(channel, text);
    }

    public Channel channel() {
        return channel;
    }

    /** The address in clear. Only couriers call this. */
    public String open() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address it && it.channel == channel && it.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return channel.word() + ":***";
    }
}
