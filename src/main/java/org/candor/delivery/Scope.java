package org.candor.delivery;

/** What a refusal indicts when it is not the letter's or the person's fault. */
public enum Scope {
    RELAY,
    ACCOUNT,
    SENDER,
    DOMAIN,
    COUNTRY
}
