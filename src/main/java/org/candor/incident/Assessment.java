package org.candor.incident;

import java.util.Map;

/**
 * How many people of complete imports are affected, and how.
 *
 * @param recipients all of them
 * @param exposed by class; a person with several classes counts in each
 * @param regions by region; {@code none} where it is not known
 * @param locales by language; {@code none} where it is not known
 * @param reachable by the ways that may be used: {@code email}, {@code sms}, {@code both} and {@code nobody} for neither
 */
public record Assessment(
        long recipients,
        Map<String, Long> exposed,
        Map<String, Long> regions,
        Map<String, Long> locales,
        Map<String, Long> reachable) {}
