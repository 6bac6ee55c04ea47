package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each line of the security requirements has a test that is named after its number, or is said in SECURITY.md to be missing;
 * and some that are about files.
 */
class SecurityLinesTest {
    private static final Pattern NAMED = Pattern.compile("void ((?:[ape]\\d+_)+)");
    private static final Pattern SAID = Pattern.compile("\\((?:[APE]\\d+)(?:, [APE]\\d+)*\\)");
    private static final Pattern IN_PART = Pattern.compile("\\((?:[APE]\\d+)(?:, [APE]\\d+)* in part[:)]");
    private static final Pattern NUMBER = Pattern.compile("[APEape]\\d+");
    /** These may not be missing. */
    private static final Set<String> KEPT =
            Set.of("A1", "A2", "A3", "A5", "A8", "A9", "A10", "P1", "P2", "P5", "P6", "P7", "P11", "E2", "E3");

    /** Met only in part, and that is said. */
    private static final Set<String> PARTLY = Set.of("A11", "A16", "P8", "P12", "P14", "P15", "P16");

    @Test
    void each_line_has_a_test_or_is_said_to_be_missing() throws IOException {
        Set<String> all = Stream.of(lines("A", 16), lines("P", 18), lines("E", 6))
                .flatMap(it -> it)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tested = new TreeSet<>();
        for (Path file : files("src/test/java", ".java")) {
            NAMED.matcher(Files.readString(file)).results().forEach(it -> tested.addAll(numbers(it)));
        }
        Set<String> said = said(SAID);
        all.removeAll(tested);
        all.removeAll(said);
        // What is there in part is told by its sentence.
        all.removeAll(said(IN_PART));
        assertEquals(Set.of(), all, "neither tested nor said to be missing");
        assertTrue(
                tested.containsAll(KEPT),
                "without a test: "
                        + KEPT.stream().filter(it -> !tested.contains(it)).toList());
        assertEquals(List.of(), said.stream().filter(KEPT::contains).toList(), "these may not be missing");
    }

    @Test
    void each_line_that_is_met_in_part_is_said_to_be() throws IOException {
        assertEquals(new TreeSet<>(PARTLY), said(IN_PART));
        assertEquals(Set.of(), said(SAID).stream().filter(PARTLY::contains).collect(Collectors.toSet()));
    }

    private static Set<String> said(Pattern how) throws IOException {
        String security = Files.readString(Path.of("SECURITY.md"));
        String missing = security.substring(security.indexOf("## Not there"), security.indexOf("## What is checked"));
        Set<String> said = new TreeSet<>();
        how.matcher(missing).results().forEach(it -> said.addAll(numbers(it)));
        return said;
    }

    private static Stream<String> lines(String section, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(it -> section + it);
    }

    private static List<String> numbers(MatchResult found) {
        return NUMBER.matcher(found.group())
                .results()
                .map(it -> it.group().toUpperCase(Locale.ROOT))
                .toList();
    }

    @Test
    void p3_no_statement_seals_or_is_given_a_key() throws IOException {
        for (Path file : files("src/main/resources", ".sql")) {
            String text = Files.readString(file).toLowerCase(Locale.ROOT);
            assertFalse(
                    text.contains("pgcrypto") || text.contains("pgp_sym") || text.contains("encrypt("), file::toString);
        }
    }

    @Test
    void p12_no_dump_of_the_heap_is_written() throws IOException {
        String image = Files.readString(Path.of("src/main/docker/Dockerfile.jvm"));
        assertTrue(image.contains("-XX:-HeapDumpOnOutOfMemoryError"));
        assertFalse(image.contains("+HeapDump"));
        assertTrue(image.contains("-XX:-CreateCoredumpOnCrash"));
        assertFalse(image.contains("+CreateCoredump"));
    }

    @Test
    void p13_nothing_goes_through_a_broker_outside_of_the_process() throws IOException {
        String settings = Files.readString(Path.of("src/main/resources/application.properties"));
        assertFalse(settings.contains(".connector="));
        assertFalse(Files.readString(Path.of("pom.xml")).contains("messaging-kafka"));
    }

    private static List<Path> files(String folder, String end) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of(folder))) {
            return all.filter(it -> it.toString().endsWith(end)).toList();
        }
    }
}
