package org.candor.delivery;

/** What a refusal indicts when it is not the letter's or the person's fault. */
public enum Scope {
    RELAY,
    ACCOUNT,
    SENDER,
    DOMAIN,
    COUNTRY;

    /** True if the whole account stops for it; a domain's or a country's trouble holds back only its own deliveries. */
    public boolean hasGate() {
        return this == RELAY || this == ACCOUNT || this == SENDER;
    }
}
