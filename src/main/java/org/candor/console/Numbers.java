package org.candor.console;

import java.util.Locale;

/** Numbers as they are shown: {@code 180,412}. */
final class Numbers {
    private Numbers() {}

    static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** As in "1 email" and "12,030 emails". */
    static String of(long number, String one) {
        return of(number) + " " + (number == 1 ? one : one + "s");
    }

    /** As in "1 person" and "12,030 people". */
    static String people(long number) {
        return number == 1 ? "1 person" : of(number) + " people";
    }
}
