package org.candor.drill;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CastTest {
    private final List<Cast.Person> people = Cast.people();

    @Test
    void there_are_five_hundred_people_with_an_address_each() {
        assertEquals(500, people.size());
        assertEquals(500, people.stream().map(Cast.Person::email).distinct().count());
        assertEquals(500, people.stream().map(Cast.Person::ref).distinct().count());
    }

    @Test
    void they_speak_four_languages_in_equal_parts() {
        assertEquals(
                Map.of("en", 125L, "es", 125L, "de", 125L, "fr", 125L),
                people.stream().collect(groupingBy(Cast.Person::locale, counting())));
    }

    @Test
    void each_fate_is_given_as_often_as_it_says_and_trouble_comes_in_every_language() {
        Map<Cast.Fate, Long> fates = people.stream().collect(groupingBy(Cast.Person::fate, counting()));
        for (Cast.Fate fate : Cast.Fate.values()) {
            if (fate != Cast.Fate.FINE) {
                assertEquals(fate.people, fates.get(fate), fate.name());
            }
        }
        assertEquals(
                4,
                people.stream()
                        .filter(it -> it.fate() != Cast.Fate.FINE)
                        .map(Cast.Person::locale)
                        .collect(Collectors.toSet())
                        .size());
    }

    @Test
    void every_third_has_a_number_of_their_own_but_for_those_that_the_provider_refuses() {
        List<Cast.Person> reached =
                people.stream().filter(it -> !it.phone().isEmpty()).toList();
        assertEquals(167, reached.size());
        assertEquals(167, reached.stream().map(Cast.Person::phone).distinct().count());
        for (Cast.TextFate fate : Cast.TextFate.values()) {
            long people = reached.stream().filter(it -> it.textFate() == fate).count();
            assertEquals(fate == Cast.TextFate.FINE ? 167 - 10 : fate.people, people, fate.name());
        }
    }

    @Test
    void each_line_is_json_and_nobody_lives_outside_of_the_reserved_domains() throws Exception {
        ObjectMapper json = new ObjectMapper();
        for (Cast.Person person : people) {
            assertEquals(
                    person.email(), json.readTree(person.json()).get("email").asText());
            assertTrue(person.email().endsWith(".example"));
        }
    }
}
