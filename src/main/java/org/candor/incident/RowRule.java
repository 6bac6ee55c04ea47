package org.candor.incident;

import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which rows can be used. Strict where a mistake would reach the wrong person or nobody, lenient where refusing would lose
 * somebody: a strange name is kept, an unreadable address is not.
 */
final class RowRule {
    /** Hears of each thing wrong with a row: the field, and a code of the API. */
    interface Refusal {
        void at(String field, String code);
    }

    private static final int LONGEST_REF = 128;
    private static final int LONGEST_TEXT = 256;
    private static final int LONGEST_ANYTHING = 4096;
    private static final int LONGEST_LOCALE = 35;
    private static final int KNOWN_LOCALES = 1_000;
    private static final String CONTROL = "control-character";
    private static final String TOO_LONG = "too-long";
    private static final Pattern SCIENTIFIC = Pattern.compile("\\d([.,]\\d+)?E\\+\\d+");
    private static final Map<String, String> LOCALES = new ConcurrentHashMap<>();

    private RowRule() {}

    /** The row, normalised; null after at least one refusal. */
    static @Nullable NewRecipient check(RecipientForm row, Refusal refusal) {
        Wrong wrong = new Wrong(refusal);
        String ref = ref(row.ref(), wrong);
        String email = email(row.email(), wrong);
        String phone = phone(row.phone(), wrong);
        String name = name(row.name(), wrong);
        String locale = locale(row.locale(), wrong);
        String region = region(row.region(), wrong);
        Integer exposed = exposed(row.exposed(), wrong);
        String account = account(row.account(), wrong);
        if (!wrong.any && email == null && phone == null) {
            wrong.at("email", "no-address");
        }
        boolean consent = Boolean.TRUE.equals(row.eConsent());
        return wrong.any || ref == null
                ? null
                : new NewRecipient(ref, name, email, phone, locale, region, exposed, consent, account);
    }

    private static @Nullable String ref(@Nullable String ref, Wrong wrong) {
        if (ref == null || ref.isBlank()) {
            wrong.at("ref", "missing-ref");
            return null;
        }
        String plain = ref.strip();
        if (plain.codePointCount(0, plain.length()) > LONGEST_REF) {
            wrong.at("ref", TOO_LONG);
        } else if (plain.contains("E+") && SCIENTIFIC.matcher(plain).matches()) {
            // Many long numbers end up as one such text: it no longer says who is meant.
            wrong.at("ref", PhoneRule.DAMAGED);
        } else if (hidden(plain) || climbs(plain)) {
            wrong.at("ref", "ref-invalid");
        }
        return plain;
    }

    /** A path of dots, such as {@code ../x}: no reference, but an attempt to leave a folder somewhere. */
    private static boolean climbs(String ref) {
        if (ref.indexOf('.') < 0) {
            return false;
        }
        for (String step : ref.split("[/\\\\]", -1)) {
            if (step.equals(".") || step.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String email(@Nullable String email, Wrong wrong) {
        if (email == null || email.isEmpty()) {
            return null;
        }
        String code = email.length() > LONGEST_ANYTHING ? TOO_LONG : EmailRule.check(email);
        if (code != null) {
            wrong.at("email", code);
        }
        return email;
    }

    private static @Nullable String phone(@Nullable String phone, Wrong wrong) {
        if (phone == null || phone.isEmpty()) {
            return null;
        }
        PhoneRule.Read read =
                phone.length() > LONGEST_ANYTHING ? new PhoneRule.Read(null, TOO_LONG) : PhoneRule.read(phone);
        if (read.code() != null) {
            wrong.at("phone", read.code());
        }
        return read.number();
    }

    /** Any name is a name; control characters in it become blanks, so that no line of a letter breaks. */
    private static @Nullable String name(@Nullable String name, Wrong wrong) {
        if (name == null || name.isBlank()) {
            return null;
        }
        if (name.length() > LONGEST_TEXT) {
            wrong.at("name", TOO_LONG);
            return null;
        }
        return plain(name) ? name.strip() : name.replaceAll("\\p{Cntrl}", " ").strip();
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String locale(@Nullable String locale, Wrong wrong) {
        if (locale == null || locale.isBlank()) {
            return null;
        }
        String known = LOCALES.get(locale);
        if (known != null) {
            return known;
        }
        if (locale.length() > LONGEST_LOCALE) {
            wrong.at("locale", "locale");
            return null;
        }
        try {
            String tag = new Locale.Builder()
                    .setLanguageTag(locale.strip().replace('_', '-'))
                    .build()
                    .toLanguageTag();
            if (tag.equals("und")) {
                wrong.at("locale", "locale");
                return null;
            }
            if (LOCALES.size() < KNOWN_LOCALES) {
                LOCALES.put(locale, tag);
            }
            return tag;
        } catch (IllformedLocaleException e) {
            wrong.at("locale", "locale");
            return null;
        }
    }

    private static @Nullable String region(@Nullable String region, Wrong wrong) {
        if (region == null || region.isBlank()) {
            return null;
        }
        String code = Regions.read(region);
        if (code == null) {
            wrong.at("region", "region");
        }
        return code;
    }

    private static @Nullable Integer exposed(@Nullable List<@Nullable String> words, Wrong wrong) {
        if (words == null) {
            return null;
        }
        int bits = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            ExposedClass known = word == null ? null : ExposedClass.of(word);
            if (known == null) {
                wrong.at("exposed/" + i, "unknown-class");
            } else {
                bits |= known.bit();
            }
        }
        return words.isEmpty() ? null : (Integer) bits;
    }

    private static @Nullable String account(@Nullable String account, Wrong wrong) {
        if (account == null || account.isBlank()) {
            return null;
        }
        if (account.length() > LONGEST_TEXT) {
            wrong.at("account", TOO_LONG);
        } else if (!plain(account)) {
            wrong.at("account", CONTROL);
        }
        return account.strip();
    }

    /** Characters that do not show: two references that look the same must be the same. */
    private static boolean hidden(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' && !Character.isSurrogate(c) && unseen(c)) {
                return true;
            }
        }
        return false;
    }

    private static boolean unseen(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED;
    }

    private static final class Wrong {
        private final Refusal refusal;
        private boolean any;

        Wrong(Refusal refusal) {
            this.refusal = refusal;
        }

        void at(String field, String code) {
            any = true;
            refusal.at(field, code);
        }
    }
}
