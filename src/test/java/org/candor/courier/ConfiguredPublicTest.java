package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.candor.delivery.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts of public networks, as they are configured. */
class ConfiguredPublicTest {
    @TempDir
    Path folder;

    private CourierConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(CourierConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(CourierConfig.class);
    }

    private Map<String, String> three(String... more) throws IOException {
        String secret = Files.writeString(folder.resolve("secret"), "s").toString();
        Map<String, String> values = new HashMap<>(Map.of(
                "candor.courier.mastodon.main.url", "https://mastodon.example",
                "candor.courier.mastodon.main.token-file", secret,
                "candor.courier.bluesky.main.identifier", "bank.example.com",
                "candor.courier.bluesky.main.password-file", secret,
                "candor.courier.discourse.main.url", "https://forum.example",
                "candor.courier.discourse.main.api-key-file", secret,
                "candor.courier.discourse.main.api-username", "bank",
                "candor.courier.discourse.main.category", "5"));
        for (int i = 0; i < more.length; i += 2) {
            values.put("candor.courier." + more[i], more[i + 1]);
        }
        return values;
    }

    private List<Courier> couriers(Map<String, String> values) {
        List<Courier> couriers = ConfiguredPublic.couriers(config(values), InstantSource.system());
        couriers.forEach(Courier::close);
        return couriers;
    }

    private static List<String> names(List<Courier> couriers) {
        return couriers.stream().map(Courier::account).toList();
    }

    @Test
    void little_is_enough_and_the_rest_is_as_documented() throws IOException {
        CourierConfig config = config(three());
        PublicConfig.Mastodon mastodon = config.mastodon().get("main");
        assertEquals(PublicConfig.Visibility.PUBLIC, mastodon.visibility());
        assertEquals(500, mastodon.limit());
        assertEquals(100, mastodon.order());
        assertEquals(4, mastodon.connections());
        assertEquals(Duration.ofSeconds(10), mastodon.timeouts().connect());
        assertEquals(Duration.ofSeconds(30), mastodon.timeouts().answer());
        assertEquals(Duration.ofSeconds(60), mastodon.timeouts().queue());
        assertEquals(Duration.ofSeconds(10), mastodon.timeouts().close());
        assertEquals("https://bsky.social", config.bluesky().get("main").url().toString());
        for (Courier courier : couriers(three())) {
            assertEquals(Channel.SOCIAL, courier.channel());
            assertTrue(courier.looksUp());
            assertNull(courier.language());
            assertNull(courier.perSecond());
        }
    }

    @Test
    void accounts_come_in_their_order_and_then_by_name() throws IOException {
        assertEquals(List.of("bluesky:main", "discourse:main", "mastodon:main"), names(couriers(three())));
        assertEquals(
                List.of("mastodon:main", "bluesky:main", "discourse:main"),
                names(couriers(three("mastodon.main.order", "10"))));
    }

    @Test
    void an_account_says_its_language_and_its_pace() throws IOException {
        Courier first = couriers(three("bluesky.main.language", "de", "bluesky.main.pace", "60/m"))
                .getFirst();
        assertEquals("de", first.language());
        assertEquals(1.0, first.perSecond());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mastodon  | url                | http://mastodon.example       | url must be an https address without a user name
            mastodon  | url                | https://a:b@mastodon.example  | url must be an https address without a user name
            mastodon  | url                | https://mastodon.example/api  | url must end with the host
            mastodon  | url                | https://mastodon.example/?a=b | url must end with the host
            bluesky   | url                | ftp://bsky.social             | url must be an https address without a user name
            bluesky   | password-file      | /nowhere/to/be/found          | password-file cannot be read
            mastodon  | token-file         | /nowhere/to/be/found          | token-file cannot be read
            discourse | api-key-file       | /nowhere/to/be/found          | api-key-file cannot be read
            discourse | language           | de_DE                         | language is no BCP 47 tag
            discourse | timeout.answer     | 0s                            | timeout.answer must be between 1 ms and 1 h
            """)
    void what_is_wrong_is_said_in_one_sentence_without_the_value(
            String network, String key, String value, String sentence) throws IOException {
        Map<String, String> values = three(network + ".main." + key, value);
        Exception wrong = assertThrows(IllegalArgumentException.class, () -> couriers(values));
        assertEquals("candor.courier." + network + ".main: " + sentence, wrong.getMessage());
    }
}
