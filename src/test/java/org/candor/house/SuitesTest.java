package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.SelectPackages;

/** The suites run side by side, each a part of the tests; none of them is forgotten, and none runs twice. */
class SuitesTest {
    private static final List<Class<?>> SUITES = List.of(HouseSuite.class, PagesSuite.class, ServiceSuite.class);
    private static final Path CLASSES = Path.of("target", "test-classes");

    @Test
    void each_room_is_in_one_suite() throws IOException {
        List<String> selected = new ArrayList<>();
        for (Class<?> suite : SUITES) {
            selected.addAll(
                    Arrays.asList(suite.getAnnotation(SelectPackages.class).value()));
        }
        Collections.sort(selected);
        assertEquals(List.copyOf(rooms()), selected);
    }

    @Test
    void what_one_suite_leaves_out_is_in_another() {
        List<String> left = new ArrayList<>();
        for (Class<?> suite : SUITES) {
            ExcludeClassNamePatterns out = suite.getAnnotation(ExcludeClassNamePatterns.class);
            if (out != null) {
                left.addAll(
                        Stream.of(out.value()).map(it -> it.replace("\\", "")).toList());
            }
        }
        Collections.sort(left);
        assertEquals(
                left,
                List.of(ServiceSuite.class.getAnnotation(SelectClasses.class).names()));
    }

    private static TreeSet<String> rooms() throws IOException {
        TreeSet<String> rooms = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            files.filter(it -> it.getFileName().toString().endsWith("Test.class"))
                    .map(it -> CLASSES.relativize(it).getParent().toString().replace('/', '.'))
                    .forEach(rooms::add);
        }
        return rooms;
    }
}
