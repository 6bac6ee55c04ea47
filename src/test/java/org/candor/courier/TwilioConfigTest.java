package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioConfigTest {
    private static final String MAIN = "candor.courier.sms.main.";
    private static final String ACCOUNT = "AC" + "1".repeat(32);

    @TempDir
    Path folder;

    private Path token;

    @BeforeEach
    void file() throws IOException {
        token = Files.writeString(folder.resolve("token"), "secret\n");
    }

    private static List<TwilioAccount> accounts(Map<String, String> values) {
        CourierConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(CourierConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(CourierConfig.class);
        return ConfiguredTwilio.accounts(config);
    }

    private Map<String, String> main(String... more) {
        Map<String, String> values = new HashMap<>();
        values.put(MAIN + "account-sid", ACCOUNT);
        values.put(MAIN + "auth-token-file", token.toString());
        values.put(MAIN + "from", "+15005550006");
        for (int i = 0; i < more.length; i += 2) {
            values.put(MAIN + more[i], more[i + 1]);
        }
        return values;
    }

    @Test
    void there_is_a_connection_for_each_hand_off_of_the_lane() {
        Map<String, String> wide = main();
        wide.put("candor.dispatch.in-flight", "256");
        assertEquals(256, accounts(wide).getFirst().limits().calls().connections());
    }

    @Test
    void an_account_its_token_and_a_sender_are_enough_and_the_rest_is_as_documented() {
        TwilioAccount account = accounts(main()).getFirst();
        assertEquals("sms:main", account.id());
        assertEquals(URI.create("https://api.twilio.com"), account.baseUrl());
        assertNull(account.key());
        assertNull(account.callbackUrl());
        assertEquals(new TwilioAccount.Senders("+15005550006", Map.of()), account.senders());
        assertEquals(
                new TwilioAccount.Limits(
                        new OneCall.Limits(32, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(15)),
                        new Ramp.Limits(32, 3, Duration.ofMinutes(1)),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10)),
                account.limits());
    }

    @Test
    void senders_are_by_country_and_a_second_one_is_for_where_there_is_no_route() {
        TwilioAccount account = accounts(main("senders.DE", "+4915112345678,Bank", "senders.US", "MG" + "0".repeat(32)))
                .getFirst();
        assertEquals(List.of("+4915112345678", "Bank"), account.senders().of("+4930123456"));
        assertEquals(List.of("MG" + "0".repeat(32)), account.senders().of("+12025550123"));
        assertEquals(List.of("+15005550006"), account.senders().of("+33612345678"));
        assertEquals(List.of("+15005550006"), account.senders().of("+99"));
    }

    @Test
    void the_hook_stands_at_the_public_address() {
        TwilioAccount account =
                accounts(main("callback-url", "https://api.bank.example:8443/")).getFirst();
        assertEquals(
                "https://api.bank.example:8443/hooks/twilio/00000000-0000-0000-0000-000000000001",
                account.hook(new java.util.UUID(0, 1)));
    }

    @Test
    void accounts_come_in_their_order() {
        Map<String, String> values = main("order", "200");
        main().forEach((key, value) -> values.put(key.replace(".main.", ".second."), value));
        assertEquals(
                List.of("sms:second", "sms:main"),
                accounts(values).stream().map(TwilioAccount::id).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            account-sid         | XY123                    | account-sid is no SID of an account
            auth-token-file     | /nowhere/to/be/found     | auth-token-file cannot be read
            api-key-sid         | SK123                    | api-key-sid and api-key-secret-file need each other
            api-key-secret-file | /nowhere/to/be/found     | api-key-sid and api-key-secret-file need each other
            base-url            | http://api.twilio.com    | base-url must be an https address
            base-url            | https://api.twilio.com/x | base-url has no path
            callback-url        | http://bank.example      | callback-url must be an https address
            callback-url        | https://bank.example/api | callback-url has no path
            callback-url        | https://bank.example?x=1 | callback-url has no path
            from                | 0815-not-a-sender        | from is no number, short code, name or messaging service
            from                | MG123456789012           | from is no number, short code, name or messaging service
            senders.Germany     | Bank                     | senders is keyed by a country code such as DE
            senders.DE          | A,B,C                    | senders has one or two senders a country
            senders.DE          | A-name-that-is-too-long  | senders has what is no number, short code, name or messaging service
            timeout.answer      | 0s                       | timeout.answer must be between 1 ms and 1 h
            outage.pause        | 2h                       | outage.pause must be between 1 ms and 1 h
            """)
    void what_is_wrong_is_said_in_one_sentence_without_the_value(String key, String value, String sentence) {
        Exception wrong = assertThrows(IllegalArgumentException.class, () -> accounts(main(key, value)));
        assertEquals("candor.courier.sms.main: " + sentence, wrong.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+15005550006", "12345", "Bank", "My Bank 24", "MG0123456789abcdef0123456789abcdef"})
    void a_sender_is_a_number_a_short_code_a_name_or_a_service(String from) {
        assertDoesNotThrow(() -> accounts(main("from", from)));
    }

    @Test
    void a_key_logs_in_instead_of_the_token() throws IOException {
        Path secret = Files.writeString(folder.resolve("key"), "key secret");
        TwilioAccount account = accounts(
                        main("api-key-sid", "SK" + "2".repeat(32), "api-key-secret-file", secret.toString()))
                .getFirst();
        assertEquals("key secret", account.key().secret().current());
        assertFalse(account.toString().contains("secret\n"));
    }

    @Test
    void production_asks_for_the_address_of_receipts() {
        List<TwilioAccount> without = accounts(main());
        Exception wrong =
                assertThrows(IllegalStateException.class, () -> ConfiguredTwilio.demandReceipts(without, true));
        assertEquals(
                "no receipts: set candor.courier.sms.main.callback-url to the https address at which Twilio reaches this"
                        + " service",
                wrong.getMessage());
        ConfiguredTwilio.demandReceipts(without, false);
        ConfiguredTwilio.demandReceipts(accounts(main("callback-url", "https://api.bank.example")), true);
    }
}
