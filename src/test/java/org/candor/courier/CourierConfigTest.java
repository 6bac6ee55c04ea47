package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CourierConfigTest {
    private static final String MAIN = "candor.courier.email.main.";

    @TempDir
    Path folder;

    private static List<EmailAccount> accounts(Map<String, String> values) {
        CourierConfig config = new SmallRyeConfigBuilder()
                .withMapping(CourierConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(CourierConfig.class);
        return ConfiguredCouriers.emails(config);
    }

    private static Map<String, String> main(String... more) {
        Map<String, String> values = new HashMap<>();
        values.put(MAIN + "host", "relay.example");
        values.put(MAIN + "from", "privacy@bank.example");
        for (int i = 0; i < more.length; i += 2) {
            values.put(MAIN + more[i], more[i + 1]);
        }
        return values;
    }

    @Test
    void a_relay_and_a_sender_are_enough_and_the_rest_is_as_documented() {
        EmailAccount account = accounts(main()).getFirst();
        assertEquals("email:main", account.id());
        assertEquals(587, account.port());
        assertEquals(EmailAccount.Tls.STARTTLS, account.tls());
        assertNull(account.username());
        assertEquals(
                new EmailAccount.Sender("privacy@bank.example", "", "", "bank.example", "bank.example", "bank.example"),
                account.sender());
        assertEquals(
                new EmailAccount.Pooling(32, 500, Duration.ofSeconds(30), Duration.ofSeconds(5)), account.pooling());
        assertEquals(
                new EmailAccount.Limits(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(180),
                        Duration.ofSeconds(600),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10)),
                account.limits());
    }

    @Test
    void waits_are_kept_in_full_unless_all_clocks_are_scaled() {
        assertEquals(1, accounts(main()).getFirst().limits().waits());
        assertEquals(0.01, accounts(main("waits", "0.01")).getFirst().limits().waits());
    }

    @Test
    void the_port_follows_the_kind_of_tls() {
        assertEquals(465, accounts(main("tls", "smtps")).getFirst().port());
        assertEquals(
                25,
                accounts(main("tls", "none", "allow-clear", "true")).getFirst().port());
        assertEquals(2525, accounts(main("port", "2525")).getFirst().port());
    }

    @Test
    void accounts_come_in_their_order_and_then_by_name() {
        Map<String, String> values = main("order", "20");
        for (String name : List.of("b", "a")) {
            values.put("candor.courier.email." + name + ".host", "relay.example");
            values.put("candor.courier.email." + name + ".from", "x@bank.example");
            values.put("candor.courier.email." + name + ".order", "30");
        }
        assertEquals(
                List.of("main", "a", "b"),
                accounts(values).stream().map(EmailAccount::name).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tls             | none                      | tls=none needs a relay on this machine or allow-clear
            username        | bank                      | a username needs a password-file
            password-file   | /nowhere/to/be/found      | password-file cannot be read
            trust-file      | /nowhere/to/be/found      | trust-file cannot be read
            from            | Privacy <p@bank.example>  | from is no plain email address
            reply-to        | nobody                    | reply-to is no plain email address
            bounce-domain   | bank example              | bounce-domain is no domain
            timeout.dot     | 0s                        | timeout.dot must be between 1 ms and 1 h
            idle            | 2h                        | idle must be between 1 ms and 1 h
            """)
    void what_is_wrong_is_said_in_one_sentence_without_the_value(String key, String value, String sentence) {
        Exception wrong = assertThrows(IllegalArgumentException.class, () -> accounts(main(key, value)));
        assertEquals("candor.courier.email.main: " + sentence, wrong.getMessage());
    }

    @Test
    void p15_a_password_never_goes_to_another_machine_in_clear() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "secret");
        Exception wrong = assertThrows(
                IllegalArgumentException.class,
                () -> accounts(main(
                        "tls", "none", "allow-clear", "true", "username", "bank", "password-file", file.toString())));
        assertTrue(wrong.getMessage().contains("a password never travels in clear"));
    }

    @Test
    void a_trust_file_without_a_certificate_ends_the_start() throws Exception {
        Path file = Files.writeString(folder.resolve("trust.pem"), "no certificate");
        EmailAccount account = accounts(main("trust-file", file.toString())).getFirst();
        assertThrows(IllegalArgumentException.class, () -> Relay.courier(account));
    }

    @Test
    void production_without_a_provider_does_not_start_and_says_what_to_set() {
        Couriers none = new Couriers(List.of());
        Exception wrong =
                assertThrows(IllegalStateException.class, () -> ConfiguredCouriers.demandProvider(none, true));
        assertTrue(wrong.getMessage().contains("candor.courier.email.<name>.host"));
        ConfiguredCouriers.demandProvider(none, false);
    }
}
