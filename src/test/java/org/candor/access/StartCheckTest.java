package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    private static final String OIDC = "candor.access.oidc.";
    private static final String ISSUER = "https://id.example.org";

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
    void p9_nothing_starts_that_would_write_down_what_was_bound_or_asked_for() {
        String bind = "quarkus.log.category.\"org.hibernate.orm.jdbc.bind\".level";
        for (String level : List.of("TRACE", "debug", "ALL", "FINEST")) {
            String sentence =
                    StartCheck.refuse(config("demo", Map.of(bind, level))).orElseThrow();
            assertTrue(sentence.startsWith(bind), sentence);
        }
        for (String key : List.of(
                "quarkus.log.category.\"io.vertx.ext.web\".level",
                "quarkus.log.category.\"io.vertx.ext.web.impl.RouterImpl\".level",
                "quarkus.log.category.\"io.quarkus.oidc\".level",
                "QUARKUS_LOG_CATEGORY__ORG_HIBERNATE_ORM_JDBC_EXTRACT__LEVEL")) {
            assertTrue(StartCheck.refuse(config("prod", with(key, "TRACE"))).isPresent(), key);
            assertEquals(Optional.empty(), StartCheck.refuse(config("prod", with(key, "INFO"))));
        }
        assertEquals(
                Optional.empty(),
                StartCheck.refuse(config("demo", Map.of("quarkus.log.category.\"org.candor\".level", "TRACE"))));
    }

    @Test
    void p7_nothing_starts_with_a_log_that_is_not_filtered() {
        for (String handler : List.of(
                "quarkus.log.handler.console.\"second\"",
                "quarkus.log.handler.file.second",
                "quarkus.log.handler.syslog.\"a.b\"",
                "quarkus.log.handler.socket.second")) {
            String sentence = StartCheck.refuse(config("demo", Map.of(handler + ".enable", "true")))
                    .orElseThrow();
            assertTrue(sentence.startsWith(handler), sentence);
            assertTrue(sentence.contains("filter=candor"), sentence);
            assertTrue(
                    StartCheck.refuse(config("demo", Map.of(handler + ".enable", "true", handler + ".filter", "other")))
                            .isPresent());
            assertEquals(
                    Optional.empty(),
                    StartCheck.refuse(
                            config("demo", Map.of(handler + ".enable", "true", handler + ".filter", "candor"))));
        }
        for (String key : List.of(
                "QUARKUS_LOG_HANDLER_FILE__SECOND__ENABLE", "quarkus.log.console.filter", "QUARKUS_LOG_FILE_FILTER")) {
            assertTrue(StartCheck.refuse(config("prod", with(key, "true"))).isPresent(), key);
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

    @Test
    void a4_an_issuer_that_somebody_on_the_way_could_play_stops_the_start() {
        for (String issuer : List.of(
                "http://id.example.org",
                "https://user@id.example.org",
                "https://id.example.org/?a=b",
                "https://id.example.org/#a",
                "id.example.org",
                "https://",
                "no address at all")) {
            String sentence = StartCheck.refuse(config("demo", Map.of(OIDC + "issuer", issuer)))
                    .orElseThrow();
            assertTrue(sentence.startsWith(OIDC + "issuer"), sentence);
            assertFalse(sentence.contains("user@"), sentence);
        }
        String here = "http://127.0.0.1:9999";
        assertEquals(Optional.empty(), StartCheck.refuse(config("demo", Map.of(OIDC + "issuer", here))));
        assertTrue(
                StartCheck.refuse(config("prod", with(OIDC + "issuer", here))).isPresent());
        assertEquals(
                Optional.empty(),
                StartCheck.refuse(config("prod", with(OIDC + "issuer", "https://id.example.org/realm"))));
    }

    @Test
    void a4_settings_of_an_issuer_that_do_not_fit_together_stop_the_start() {
        for (Map<String, String> settings : List.of(
                Map.of("client-id", "console"),
                Map.of("client-secret-file", "/etc/secret"),
                Map.of("issuer", ISSUER, "client-secret-file", "/etc/secret"),
                Map.of("issuer", ISSUER, "client-id", "candor"),
                Map.of("issuer", ISSUER, "client-id", "one", "audience", "one"),
                Map.of("issuer", ISSUER, "token-type", "any"))) {
            assertTrue(StartCheck.refuse(config("demo", oidc(settings))).isPresent(), settings::toString);
        }
        assertEquals(
                Optional.empty(),
                StartCheck.refuse(config(
                        "demo",
                        oidc(Map.of(
                                "issuer",
                                ISSUER,
                                "client-id",
                                "console",
                                "audience",
                                "candor",
                                "token-type",
                                "JWT")))));
    }

    @Test
    void a4_nobody_lets_tokens_in_past_our_rules() {
        for (String key : List.of(
                "quarkus.oidc.auth-server-url", "quarkus.oidc.other.auth-server-url", "QUARKUS_OIDC_AUTH_SERVER_URL")) {
            assertTrue(StartCheck.refuse(config("demo", Map.of(key, ISSUER))).isPresent(), key);
        }
        assertTrue(StartCheck.refuse(config("demo", Map.of("quarkus.oidc.tenant-enabled", "true")))
                .isPresent());
        assertEquals(
                Optional.empty(), StartCheck.refuse(config("demo", Map.of("quarkus.oidc.tenant-enabled", "false"))));
    }

    private static Map<String, String> oidc(Map<String, String> settings) {
        Map<String, String> full = new LinkedHashMap<>();
        settings.forEach((key, value) -> full.put(OIDC + key, value));
        return full;
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(COMPLETE);
        more.put(key, value);
        return more;
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
