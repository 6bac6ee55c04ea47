package org.candor.courier;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One account at Twilio, checked: an invalid one cannot be built.
 *
 * @param name the part of the account id behind {@code sms:}
 * @param baseUrl where Twilio's API is, without a path
 * @param accountSid {@code AC} and 32 hexadecimal digits
 * @param authToken signs callbacks, and logs in unless there is a key
 * @param key logs in; null to log in with the auth token
 * @param callbackUrl where Twilio tells what became of a message: the public address of this service, without a path; null
 *     for nowhere
 */
record TwilioAccount(
        String name,
        URI baseUrl,
        String accountSid,
        SecretFile authToken,
        @Nullable Key key,
        Senders senders,
        @Nullable URI callbackUrl,
        Limits limits) {
    private static final Pattern ACCOUNT = Pattern.compile("AC[0-9a-f]{32}");
    private static final String HOOK = "/hooks/twilio/";

    /** Behind a callback's address: try the call five times more, whatever goes wrong. */
    static final String RETRIED = "#rc=5&rp=all";

    /** An API key. */
    record Key(String sid, SecretFile secret) {
        private static final Pattern SID = Pattern.compile("SK[0-9a-f]{32}");

        Key {
            check(SID.matcher(sid).matches(), "api-key-sid is no SID of an API key");
        }
    }

    /**
     * Who a message says it comes from: a number in E.164, a short code, a name of at most eleven letters, or the SID of a
     * messaging service.
     *
     * @param usual for every country that is not listed
     * @param byCountry ISO 3166 code of the recipient's number to its sender, and perhaps a second one for when the first
     *     has no route
     */
    record Senders(String usual, Map<String, List<String>> byCountry) {
        private static final Pattern SENDER =
                Pattern.compile("\\+[1-9][0-9]{6,14}|[0-9]{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}|MG[0-9a-f]{32}");
        private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
        private static final int MOST = 2;

        Senders {
            byCountry = Map.copyOf(byCountry);
            check(SENDER.matcher(usual).matches(), "from is no number, short code, name or messaging service");
            byCountry.forEach((country, senders) -> {
                check(COUNTRY.matcher(country).matches(), "senders is keyed by a country code such as DE");
                check(!senders.isEmpty() && senders.size() <= MOST, "senders has one or two senders a country");
                check(
                        senders.stream().allMatch(it -> SENDER.matcher(it).matches()),
                        "senders has what is no number, short code, name or messaging service");
            });
        }

        /** The senders for a number in E.164, in the order in which they are tried. */
        List<String> of(String number) {
            return byCountry.isEmpty() ? List.of(usual) : byCountry.getOrDefault(country(number), List.of(usual));
        }

        /** The ISO code of a number's country; empty where it has none, as satellite telephones. */
        static String country(String number) {
            try {
                PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
                String country = numbers.getRegionCodeForNumber(numbers.parse(number, null));
                return country == null ? "" : country;
            } catch (NumberParseException unreadable) {
                return "";
            }
        }

        /** True for the SID of a messaging service, which picks a sender itself. */
        static boolean isService(String sender) {
            return sender.length() == 34 && sender.startsWith("MG");
        }
    }

    /**
     * @param calls of the HTTP client
     * @param ramp when bad answers are an outage
     * @param turn waiting for a turn: no longer than a stop or a new pace may go unheard
     * @param pause how long the gate closes for an outage
     * @param close how long the end of the service waits for hand-offs under way
     */
    record Limits(OneCall.Limits calls, Ramp.Limits ramp, Duration turn, Duration pause, Duration close) {}

    TwilioAccount {
        origin(baseUrl, "base-url");
        check(ACCOUNT.matcher(accountSid).matches(), "account-sid is no SID of an account");
        if (callbackUrl != null) {
            origin(callbackUrl, "callback-url");
        }
    }

    private static void origin(URI url, String key) {
        try {
            OneCall.secure(url);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(key + " must be an https address", wrong);
        }
        boolean bare = url.getRawPath().isEmpty() || url.getRawPath().equals("/");
        check(bare && url.getRawQuery() == null && url.getRawFragment() == null, key + " has no path");
    }

    String id() {
        return "sms:" + name;
    }

    /** Scheme and authority of an address, without a slash at the end. */
    static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /** Where Twilio tells of this attempt; null for nowhere. */
    @Nullable
    String hook(UUID attempt) {
        return callbackUrl == null ? null : origin(callbackUrl) + HOOK + attempt;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
