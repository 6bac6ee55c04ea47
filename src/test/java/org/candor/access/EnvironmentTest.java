package org.candor.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final List<String> SETTINGS =
            List.of("candor.data-dir", "candor.public.host", "candor.courier.email.*.host");

    @Test
    void a_variable_that_names_no_setting_is_found() {
        assertEquals(
                Set.of("CANDOR_PUBLIC_HOTS", "CANDOR_TYPO"),
                Environment.unknown(List.of("CANDOR_PUBLIC_HOTS", "CANDOR_TYPO", "PATH", "CANDOR_DATA_DIR"), SETTINGS));
    }

    @Test
    void a_setting_with_a_name_of_the_users_choice_is_known() {
        assertEquals(Set.of(), Environment.unknown(List.of("CANDOR_COURIER_EMAIL_BIG_RELAY_HOST"), SETTINGS));
    }

    @Test
    void what_an_orchestrator_says_of_a_service_named_candor_is_left_alone() {
        assertEquals(
                Set.of(),
                Environment.unknown(
                        List.of("CANDOR_API_SERVICE_HOST", "CANDOR_PORT", "CANDOR_PORT_8080_TCP_ADDR"), SETTINGS));
    }
}
