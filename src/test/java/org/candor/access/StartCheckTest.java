package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartCheckTest {
    private static final Map<String, String> COMPLETE = Map.of(
            "quarkus.datasource.reactive.url",
            "postgresql://db.example.com/candor",
            "quarkus.datasource.jdbc.url",
            "jdbc:postgresql://db.example.com/candor",
            "candor.vault.key-file",
            "/etc/candor/keys.json",
            "candor.public.host",
            "notice.example.com",
            "candor.courier.email.main.host",
            "relay.example.com");

    @Test
    void a_complete_production_starts() {
        assertEquals(Optional.empty(), StartCheck.refuse(config("prod", COMPLETE)));
    }

    @Test
    void each_thing_that_production_lacks_is_named() {
        for (String key : COMPLETE.keySet()) {
            String sentence = StartCheck.refuse(config("prod", without(key))).orElseThrow();
            assertTrue(sentence.contains(key), sentence);
            assertEquals(1, sentence.lines().count());
        }
    }

    @Test
    void p11_nothing_starts_that_would_write_down_what_was_asked_for() {
        for (String key : List.of("quarkus.http.access-log.enabled", "quarkus.hibernate-orm.log.bind-parameters")) {
            for (String profile : List.of("prod", "demo")) {
                String sentence =
                        StartCheck.refuse(config(profile, Map.of(key, "true"))).orElseThrow();
                assertTrue(sentence.startsWith(key), sentence);
            }
            assertEquals(Optional.empty(), StartCheck.refuse(config("demo", Map.of(key, "false"))));
        }
    }

    @Test
    void p9_nothing_starts_that_would_write_down_what_goes_over_the_wire() {
        for (String key : List.of("mail.debug", "javax.net.debug", "jdk.httpclient.HttpClient.log")) {
            String sentence =
                    StartCheck.refuse(config("prod", Map.of(key, "all"))).orElseThrow();
            assertTrue(sentence.startsWith(key), sentence);
        }
    }

    @Test
    void people_are_never_sent_to_this_machine_or_to_the_api() {
        for (String host : List.of("localhost:8080", "127.0.0.1", "https://notice.example.com", "api.example.com")) {
            Map<String, String> settings = new LinkedHashMap<>(COMPLETE);
            settings.put("candor.public.host", host);
            settings.put("candor.api.hosts", "localhost,api.example.com");
            assertTrue(StartCheck.refuse(config("prod", settings)).isPresent(), host);
        }
    }

    @Test
    void a_trial_has_no_way_out_of_this_machine() {
        assertTrue(StartCheck.refuse(config("demo", COMPLETE)).isPresent());
        assertEquals(Optional.empty(), StartCheck.refuse(config("demo", without("candor.courier.email.main.host"))));
        assertEquals(
                Optional.empty(),
                StartCheck.refuse(config("demo", Map.of("candor.courier.email.main.host", "127.0.0.1"))));
    }

    private static Map<String, String> without(String key) {
        Map<String, String> rest = new LinkedHashMap<>(COMPLETE);
        rest.remove(key);
        return rest;
    }

    private static SmallRyeConfig config(String profile, Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withProfile(profile)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
    }
}
