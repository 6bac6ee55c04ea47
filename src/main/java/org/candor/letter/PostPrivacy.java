package org.candor.letter;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.candor.incident.Organisation;
import org.jspecify.annotations.Nullable;

/** Finds in a public text what points to one person: email addresses, phone numbers and numbers of papers and accounts. */
final class PostPrivacy {
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    private static final int SHORTEST_NUMBER = 7;
    /** Candidates that are no number before the search ends: more are in no text that people read. */
    private static final int TRIES = 200;

    /** Where people write numbers without a country code, beside the organisation's own country. */
    private static final Set<String> REGIONS = Set.of("US", "GB", "DE", "FR", "ES");

    private static final Pattern ABROAD =
            Pattern.compile("(?:\\+|(?<![0-9])00(?=[ ]?[1-9]))[ ]{0,2}\\(?[0-9][0-9 ().\\-/]{5,30}[0-9]");
    /** Days and hours, which are numbers with dots and dashes too. */
    private static final Pattern TIMES =
            Pattern.compile("(?<![0-9])(?:[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[12][0-9]{3}|[0-9]{2})"
                    + "|[12][0-9]{3}[./-][0-9]{1,2}[./-][0-9]{1,2}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?![0-9])");

    private static final Pattern SPELT = Pattern.compile(
            "(?i)[\\p{L}\\p{N}][ ]{0,2}[(\\[{<][ ]{0,2}(?:at|@|arroba|chez)[ ]{0,2}[)\\]}>][ ]{0,2}[\\p{L}\\p{N}]"
                    + "|[\\p{L}\\p{N}][ ]{1,2}at[ ]{1,2}[\\p{L}\\p{N}-]{1,63}[ ]{1,2}dot[ ]{1,2}[\\p{L}]{2}");
    private static final Pattern NO_DIGITS = Pattern.compile("[^0-9]+");
    private static final Pattern RUN = Pattern.compile("[0-9]{9,}");
    private static final Pattern CARD = Pattern.compile("(?<![0-9])[0-9](?:[ .-]?[0-9]){12,18}(?![0-9])");
    private static final Pattern SSN =
            Pattern.compile("(?<![0-9-])(?!000|666|9)[0-9]{3}([ .-])(?!00)[0-9]{2}\\1(?!0000)[0-9]{4}(?![0-9-])");
    private static final Pattern IBAN =
            Pattern.compile("(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}");
    /** National numbers of the United Kingdom and Spain: letters where their rules have them. */
    private static final Pattern NATIONAL =
            Pattern.compile("(?i)(?<![A-Z0-9])(?:[A-CEGHJ-PR-TW-Z]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[A-D]"
                    + "|[0-9]{8}-?[A-HJ-NP-TV-Z]|[XYZ]-?[0-9]{7}-?[A-HJ-NP-TV-Z])(?![A-Z0-9])");

    private final String email;
    private final @Nullable String phone;
    private final Set<String> regions;

    PostPrivacy(Organisation organisation) {
        this.email = organisation.email().toLowerCase(Locale.ROOT);
        this.phone = organisation.phone();
        this.regions = new TreeSet<>(REGIONS);
        if (phone != null) {
            regions.add(region(phone));
        }
    }

    private static String region(String phone) {
        try {
            return String.valueOf(NUMBERS.getRegionCodeForNumber(NUMBERS.parse(phone, null)));
        } catch (NumberParseException e) {
            return "ZZ";
        }
    }

    /** The text with blanks in place of the organisation's own email address. */
    String withoutOwnEmail(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length()) {
            return text;
        }
        StringBuilder rest = new StringBuilder(text);
        for (int at = lower.indexOf(email); at >= 0; at = lower.indexOf(email, at + 1)) {
            if (edge(lower, at - 1) && edge(lower, at + email.length())) {
                rest.replace(at, at + email.length(), " ".repeat(email.length()));
            }
        }
        return rest.toString();
    }

    private static boolean edge(String text, int at) {
        if (at < 0 || at >= text.length()) {
            return true;
        }
        char c = text.charAt(at);
        boolean end = c == '.' && (at + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 1)));
        return end || !Character.isLetterOrDigit(c) && "@+._%-".indexOf(c) < 0;
    }

    /** Whether an address is left; call it with {@link #withoutOwnEmail}. */
    static boolean email(String rest) {
        for (int at = rest.indexOf('@'); at >= 0; at = rest.indexOf('@', at + 1)) {
            if (at > 0
                    && at + 1 < rest.length()
                    && (Character.isLetterOrDigit(rest.charAt(at - 1)) || "\"_%+".indexOf(rest.charAt(at - 1)) >= 0)
                    && (Character.isLetterOrDigit(rest.charAt(at + 1)) || rest.charAt(at + 1) == '[')) {
                return true;
            }
        }
        return SPELT.matcher(rest).find();
    }

    /** Whether a number that somebody could ring is there and not the organisation's own. */
    boolean phone(String text) {
        String rest = TIMES.matcher(text).replaceAll(" , ");
        if (digits(rest).length() < SHORTEST_NUMBER) {
            return false;
        }
        return abroad(rest) || regions.stream().anyMatch(it -> phone(rest, it));
    }

    private boolean phone(String text, String region) {
        for (PhoneNumberMatch match : NUMBERS.findNumbers(text, region, Leniency.VALID, TRIES)) {
            if (!own(NUMBERS.format(match.number(), PhoneNumberFormat.E164))) {
                return true;
            }
        }
        return false;
    }

    /** A number with a country code, good or not. */
    boolean abroad(String text) {
        return ABROAD.matcher(text).results().anyMatch(it -> {
            String number = digits(it.group().replace("(0)", "")).replaceFirst("^0+", "");
            return number.length() >= SHORTEST_NUMBER && number.length() <= 15 && !own("+" + number);
        });
    }

    private boolean own(String e164) {
        return e164.equals(phone);
    }

    /** Whether the number of a card, an account or a paper is there. */
    boolean identifier(String text) {
        String own = phone == null ? "" : phone;
        return paper(text)
                || NATIONAL.matcher(text).find()
                || RUN.matcher(text)
                        .results()
                        .anyMatch(it -> !own.endsWith(it.group().replaceFirst("^0+", "")));
    }

    /** Whether a number is there that its own check digits or signs tell apart from all others. */
    static boolean paper(String text) {
        return SSN.matcher(text).find()
                || CARD.matcher(text).results().anyMatch(it -> luhn(digits(it.group())))
                || IBAN.matcher(text).results().anyMatch(it -> iban(it.group().replaceAll("[ -]", "")));
    }

    /** The same for a long text, in which days follow each other. */
    static boolean paperBesideTimes(String text) {
        return paper(TIMES.matcher(text).replaceAll(" , "));
    }

    private static String digits(String text) {
        return NO_DIGITS.matcher(text).replaceAll("");
    }

    /** ISO/IEC 7812, annex B. */
    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int value = i % 2 == 0 ? digit : 2 * digit;
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }

    /** ISO 13616; words that follow may have been read with it. */
    private static boolean iban(String read) {
        if (digits(read).length() < 10) {
            return false;
        }
        for (int end = read.length(); end >= 15; end--) {
            String turned = (read.substring(4, end) + read.substring(0, 4)).toUpperCase(Locale.ROOT);
            StringBuilder number = new StringBuilder();
            turned.chars().forEach(it -> number.append(Character.digit(it, 36)));
            if (new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue() == 1) {
                return true;
            }
        }
        return false;
    }
}
