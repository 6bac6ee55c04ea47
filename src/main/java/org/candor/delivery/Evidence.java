package org.candor.delivery;

/**
 * What a provider said, fit to be kept: codes and a scrubbed reason, never an address, a number or the provider's raw
 * text.
 *
 * @param reason a stable kebab-case word a human can read, such as {@code mailbox-unknown}
 * @param code the provider's code ({@code 550}, {@code 21211}); empty if there was none
 * @param enhanced the enhanced status code of RFC 3463 ({@code 5.1.1}); empty if there was none
 */
public record Evidence(String reason, String code, String enhanced) {
    /** Evidence that carries only our own word, as when a connection broke. */
    public static Evidence of(String reason) {
        return new Evidence(reason, "", "");
    }
}
