package org.candor.incident;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.BitSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads phone numbers as people write them, with a country code, into E.164. Blanks, hyphens, dots, brackets and the
 * {@code (0)} of a trunk prefix behind the country code are dropped, digits of any script are digits; nothing is guessed.
 */
final class PhoneRule {
    static final String INVALID = "invalid-phone";
    static final String NO_COUNTRY = "phone-no-country";
    static final String DAMAGED = "spreadsheet-damage";
    static final String PREMIUM = "premium-rate";
    static final String HIGH_COST = "high-cost-prefix";

    private static final int LONGEST = 40;
    private static final String TRUNK = "(0)";
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    // What a spreadsheet makes of a long number: an exponent, a decimal point, an error or only the width of its cell.
    private static final Pattern DAMAGE = Pattern.compile(
            "[+-]?\\d+([.,]\\d+)?[eE][+-]?\\d+|\\d{6,}[.,]0+|#{2,}|#(REF|N/A|NAME|VALUE|NUM|NULL|DIV/0)[!?]?");
    private static final BitSet COUNTRIES =
            NUMBERS.getSupportedCallingCodes().stream().collect(BitSet::new, BitSet::set, BitSet::or);
    // Satellite and other worldwide networks, where a text can cost as much as a call to a premium service.
    private static final Set<Integer> DEAR = Set.of(870, 878, 881, 882, 883, 979);

    /** What came of a text: a number, or the code that says why not. */
    record Read(@Nullable String number, @Nullable String code) {}

    private PhoneRule() {}

    static Read read(String text) {
        if (text.length() > LONGEST) {
            return no(INVALID);
        }
        if (plainE164(text)) {
            return new Read(text, null);
        }
        return readInFull(text);
    }

    static Read readInFull(String text) {
        if (DAMAGE.matcher(text).matches()) {
            return no(DAMAGED);
        }
        int trunk = text.indexOf(TRUNK);
        String before = trunk < 0 ? "" : text.substring(0, trunk);
        String plain = plain(trunk < 0 ? text : before + text.substring(trunk + TRUNK.length()));
        if (plain == null) {
            return no(INVALID);
        }
        if (!plain.startsWith("+")) {
            return no(NO_COUNTRY);
        }
        boolean astray = trunk >= 0 && (!isCountry(plain(before)) || text.lastIndexOf(TRUNK) != trunk);
        return astray ? no(INVALID) : check(plain);
    }

    /** Anywhere else the zero belongs to the number, and without it the number would be another one. */
    private static boolean isCountry(@Nullable String plain) {
        return plain != null && plain.length() <= 4 && plain.startsWith("+") && calling(plain, plain.length()) != 0;
    }

    /**
     * True for a good number that is in E.164 already, as most of a list are: then there is nothing to parse or to write
     * anew, which is most of the time that a row takes. What is not so plain is looked at in full.
     */
    private static boolean plainE164(String text) {
        int length = text.length();
        if (length < 8 || length > 16 || text.charAt(0) != '+' || text.charAt(1) == '0') {
            return false;
        }
        for (int i = 1; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        int end = 2;
        int country = calling(text, end);
        while (country == 0 && end < 4) {
            country = calling(text, ++end);
        }
        return country != 0
                && !DEAR.contains(country)
                && text.charAt(end) != '0'
                && NumberingPlan.of(country).kind(text.substring(end)) == NumberingPlan.Kind.OTHER;
    }

    /** The country code that ends before this place, or 0: no code is the beginning of another. */
    private static int calling(String text, int end) {
        int code = Integer.parseInt(text, 1, end, 10);
        return COUNTRIES.get(code) ? code : 0;
    }

    /** Plus and digits only; null if anything else than the usual signs between digits is there. */
    private static @Nullable String plain(String text) {
        StringBuilder plain = new StringBuilder(16);
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            int digit = Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER ? Character.digit(c, 10) : -1;
            if (digit >= 0) {
                plain.append((char) ('0' + digit));
            } else if ((c == '+' || c == '\uff0b') && plain.isEmpty()) {
                plain.append('+');
            } else if (!between(c)) {
                return null;
            }
        }
        return plain.isEmpty() || plain.toString().equals("+") ? null : plain.toString();
    }

    private static boolean between(int c) {
        return c == '('
                || c == ')'
                || c == '.'
                || Character.getType(c) == Character.DASH_PUNCTUATION
                || Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    private static Read check(String plain) {
        try {
            PhoneNumber number = NUMBERS.parse(plain, null);
            if (DEAR.contains(number.getCountryCode())) {
                return no(HIGH_COST);
            }
            PhoneNumberType type = NUMBERS.getNumberType(number);
            if (type == PhoneNumberType.UNKNOWN) {
                return no(INVALID);
            }
            return type == PhoneNumberType.PREMIUM_RATE
                    ? no(PREMIUM)
                    : new Read(NUMBERS.format(number, PhoneNumberFormat.E164), null);
        } catch (NumberParseException e) {
            return no(INVALID);
        }
    }

    private static Read no(String code) {
        return new Read(null, code);
    }
}
