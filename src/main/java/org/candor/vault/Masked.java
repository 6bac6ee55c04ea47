package org.candor.vault;

import org.jspecify.annotations.Nullable;

/** How personal data looks to somebody who need not see it (security.md D5): enough to recognise, too little to use. */
public final class Masked {
    private static final String HIDDEN = "***";

    private Masked() {}

    /** {@code john@example.com} as {@code j***@e***.com}; null stays null. */
    public static @Nullable String email(@Nullable String email) {
        if (email == null) {
            return null;
        }
        int at = email.lastIndexOf('@');
        if (at <= 0 || at == email.length() - 1) {
            return HIDDEN;
        }
        int dot = email.lastIndexOf('.');
        String end = dot > at + 1 ? email.substring(dot) : "";
        return first(email) + HIDDEN + '@' + first(email.substring(at + 1)) + HIDDEN + end;
    }

    /** {@code +14155550101} as {@code +1***01}; null stays null. */
    public static @Nullable String phone(@Nullable String phone) {
        if (phone == null) {
            return null;
        }
        return phone.length() < 8 ? HIDDEN : phone.substring(0, 2) + HIDDEN + phone.substring(phone.length() - 2);
    }

    /** Any other text as its first character and three stars; null stays null. */
    public static @Nullable String text(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.isEmpty() ? HIDDEN : first(text) + HIDDEN;
    }

    /** The first character as people count, so that a letter outside the basic plane is not cut in two. */
    private static String first(String text) {
        return text.substring(0, text.offsetByCodePoints(0, 1));
    }
}
