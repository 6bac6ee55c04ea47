package org.candor.house;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be in the repository: it builds from any mirror, on any machine, and leaves nothing half said. */
class RepoTest {
    /** Each pattern is written so that it does not match itself. */
    private static final Map<String, Pattern> UNWANTED = Map.of(
            "the address of a package registry",
            Pattern.compile("https?://[^\\s\"<]*/maven" + "2|repo1?\\.maven\\.(apache\\.)?org|registry\\.npm" + "js"
                    + "|<(plugin)?[rR]epositories>|distribution" + "Url"),
            "a path of one machine",
            Pattern.compile("(?<![\\w.$}>-])/(work|farm|root|Users/\\w+|home/(?!nonroot|candor)\\w+)/"),
            "something left open",
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"));

    private static final Set<String> TOP = Set.of(
            ".ci",
            ".dockerignore",
            ".editorconfig",
            ".gitignore",
            ".mvn",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "LICENSE",
            "README.md",
            "SECURITY.md",
            "k8s",
            "mvnw",
            "pom.xml",
            "src",
            "templates");

    @Test
    void nothing_lies_about_at_the_top() throws Exception {
        assertEquals(
                Set.of(),
                tracked()
                        .map(it -> it.getName(0).toString())
                        .filter(it -> !TOP.contains(it))
                        .collect(toSet()));
    }

    @Test
    void no_tracked_file_holds_anything_unwanted() throws Exception {
        List<String> found = new ArrayList<>();
        for (Map.Entry<Path, String> file : trackedTexts().entrySet()) {
            found.addAll(unwanted(file.getKey().toString(), file.getValue()));
        }
        assertEquals(List.of(), found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://repo.example.org/maven" + "2/",
                "repo.maven." + "apache.org",
                "<reposit" + "ories>",
                "distribution" + "Url=x",
                "in /wo" + "rk/candor",
                "\"/ro" + "ot/.m2\"",
                "/ho" + "me/anna/key",
                "// TO" + "DO later"
            })
    void a_wrong_line_is_found(String line) {
        assertEquals(1, unwanted("specimen", "fine\n" + line + "\n").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://www.apache.org/licenses/", "src/wo" + "rk/queue", "/var/lib/candor", "todo el mundo"})
    void a_right_line_is_left_alone(String line) {
        assertEquals(List.of(), unwanted("specimen", line));
    }

    @Test
    void the_scripts_can_be_run() {
        for (String script : List.of("mvnw", ".ci/run")) {
            assertTrue(Files.isExecutable(Path.of(script)), script + " has no run bit");
        }
    }

    private static List<String> unwanted(String name, String text) {
        List<String> found = new ArrayList<>();
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            for (Map.Entry<String, Pattern> it : UNWANTED.entrySet()) {
                if (it.getValue().matcher(lines[i]).find()) {
                    found.add(name + ":" + (i + 1) + " holds " + it.getKey());
                }
            }
        }
        return found;
    }

    private static Map<Path, String> trackedTexts() throws IOException, InterruptedException {
        return tracked().filter(Files::isRegularFile).collect(toMap(it -> it, RepoTest::read));
    }

    private static Stream<Path> tracked() throws IOException, InterruptedException {
        Process git;
        try {
            // The folder may belong to another user than the one who runs the tests, as in containers.
            git = new ProcessBuilder("git", "-c", "safe.directory=*", "ls-files", "-z")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException noGitHere) {
            return Files.walk(Path.of("src"));
        }
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, git.waitFor(), "git ls-files");
        return Arrays.stream(names.split("\0")).map(Path::of);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
