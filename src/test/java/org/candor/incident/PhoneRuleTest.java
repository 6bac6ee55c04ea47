package org.candor.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneRuleTest {
    @ParameterizedTest
    @CsvSource({
        "+14155550100, +14155550100",
        "+1 (415) 555-0100, +14155550100",
        "+1.415.555.0100, +14155550100",
        "+44 (0)20 7946 0958, +442079460958",
        "+44(0)2079460958, +442079460958",
        "+49-(0)30 123456, +4930123456",
        "+\u0664\u0664 (0)20 7946 0958, +442079460958",
        "+4402079460958, +442079460958",
        "+1\u2011415\u2011555\u20110100, +14155550100",
        "+1\u00a0415\u00a05550100, +14155550100",
        "+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0660\u0660, +14155550100",
        "\uff0b14155550100, +14155550100",
        "+49 30 123456, +4930123456",
        "+390612345678, +390612345678",
        "+33612345678, +33612345678",
        "+919876543210, +919876543210"
    })
    void a_number_with_its_country_is_read_however_it_is_written(String written, String number) {
        assertEquals(new PhoneRule.Read(number, null), PhoneRule.read(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"14155550100", "4155550100", "07946095800", "01114155550100", "0014155550100", "911", "999"})
    void a_number_without_its_country_is_not_guessed(String written) {
        assertEquals("phone-no-country", PhoneRule.read(written).code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+",
                "++14155550100",
                "+0155550100",
                "+141555501000000000",
                "+15555555555",
                "+1",
                "+1-800-FLOWERS",
                "sip:a@b.com",
                "tel:+14155550100",
                "+1 415 555 0100 / 0101",
                "+14155550100x5",
                "+14155550100;ext=5",
                "+14155550100&To=%2B19005550100",
                "+1415555\u200b0100",
                "+1\n4155550100",
                "=+14155550100",
                "anonymous",
                "-",
                "()",
                "+9990000000",
                "+14155550(0)100",
                "+49 30 123456(0)",
                "+49 (0)(0)30 123456",
                "+49 (0)30 123456(0)",
                "(0)+49 30 123456",
                "+(0)49 30 123456",
                "+4(0)9 30 123456",
                "+49 30(0) 123456"
            })
    void what_is_no_number_is_refused(String written) {
        assertEquals("invalid-phone", PhoneRule.read(written).code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.41556E+10",
                "1.4155550100E10",
                "1,41556E+10",
                "14155550100.0",
                "########",
                "#REF!",
                "#N/A",
                "1E+11"
            })
    void what_a_spreadsheet_spoilt_is_called_so(String written) {
        assertEquals("spreadsheet-damage", PhoneRule.read(written).code());
    }

    @Test
    void numbers_that_cost_a_fortune_are_refused() {
        assertEquals("premium-rate", PhoneRule.read("+449098790000").code());
        assertEquals("premium-rate", PhoneRule.read("+19005550100").code());
        assertEquals("high-cost-prefix", PhoneRule.read("+8816123456789").code());
        assertEquals("high-cost-prefix", PhoneRule.read("+88213123456").code());
        assertNull(PhoneRule.read("+8816123456789").number());
    }

    @Test
    void the_short_way_for_plain_numbers_says_what_the_long_way_says() {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int taken = 0;
        for (String region : numbers.getSupportedRegions()) {
            for (PhoneNumberType type : PhoneNumberType.values()) {
                PhoneNumber example = numbers.getExampleNumberForType(region, type);
                if (example == null) {
                    continue;
                }
                String number = numbers.format(example, PhoneNumberFormat.E164);
                for (int i = 0; i < 12; i++) {
                    String expected = PhoneRule.readInFull(number).toString();
                    assertEquals(expected, PhoneRule.read(number).toString(), () -> "seed " + seed);
                    taken += PhoneRule.read(number).code() == null ? 1 : 0;
                    char[] digits = number.toCharArray();
                    digits[1 + random.nextInt(digits.length - 1)] = (char) ('0' + random.nextInt(10));
                    number = new String(digits);
                }
            }
        }
        assertTrue(taken > 1_000);
    }

    @Test
    void a_numbering_plan_says_what_the_library_says() {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int code : numbers.getSupportedCallingCodes()) {
            NumberingPlan plan = NumberingPlan.of(code);
            for (int i = 0; i < 500; i++) {
                long national = random.nextLong(1, (long) Math.pow(10, 4 + random.nextInt(11)));
                PhoneNumberType type = numbers.getNumberType(
                        new PhoneNumber().setCountryCode(code).setNationalNumber(national));
                NumberingPlan.Kind expected = switch (type) {
                    case UNKNOWN -> NumberingPlan.Kind.NONE;
                    case PREMIUM_RATE -> NumberingPlan.Kind.PREMIUM;
                    default -> NumberingPlan.Kind.OTHER;
                };
                assertEquals(
                        expected,
                        plan.kind(Long.toString(national)),
                        () -> "seed " + seed + ": +" + code + " " + national);
            }
        }
    }
}
