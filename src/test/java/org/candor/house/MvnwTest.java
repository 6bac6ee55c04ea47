package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that brings Maven, with a small archive in place of Maven's and an installed {@code mvn} that hands it out
 * and counts how often it was asked. Both live in folders with blanks in their names.
 */
class MvnwTest {
    private static final String MAVEN = "apache-maven-3.9.12";

    @TempDir
    Path folder;

    private Path home;
    private Path project;
    private Path asked;
    private Path archive;
    private String digest;

    @BeforeEach
    void lay_out() throws Exception {
        home = Files.createDirectories(folder.resolve("a home"));
        project = Files.createDirectories(folder.resolve("a project"));
        asked = folder.resolve("asked");
        archive = folder.resolve("maven.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry(MAVEN + "/bin/mvn"));
            zip.write("echo \"in $PWD, java $JAVA_HOME, asked for $*\"\n".getBytes(StandardCharsets.UTF_8));
        }
        digest = sum();
        script(
                project.resolve("mvnw"),
                Files.readString(Path.of("mvnw")).replaceFirst("sha512=\\w+", "sha512=" + digest));
        script(
                Files.createDirectories(folder.resolve("a path")).resolve("mvn"),
                "#!/bin/sh\necho once >>'" + asked + "'\ncp '" + archive + "' " + MAVEN + "-bin.zip\n");
    }

    @Test
    void it_fetches_maven_once_and_passes_on_what_it_is_asked() throws Exception {
        Ended first = mvnw("verify", "-Dx=a b").end();
        assertEquals(0, first.status(), first.text());
        assertTrue(first.text().contains("in " + project.toRealPath() + ", java "), first.text());
        assertTrue(first.text().endsWith(" verify -Dx=a b\n"), first.text());
        assertEquals(0, mvnw("verify").end().status());
        assertEquals(List.of("once"), Files.readAllLines(asked));
    }

    @Test
    void two_first_starts_at_once_do_not_harm_each_other() throws Exception {
        List<Started> both = List.of(mvnw("one"), mvnw("two"));
        for (Started it : both) {
            Ended ended = it.end();
            assertEquals(0, ended.status(), ended.text());
        }
        try (Stream<Path> left = Files.list(dist())) {
            assertEquals(
                    List.of(MAVEN), left.map(it -> it.getFileName().toString()).toList(), "nothing half is left");
        }
    }

    @Test
    void an_archive_with_another_digest_is_not_unpacked() throws Exception {
        Files.write(archive, new byte[] {'x'}, StandardOpenOption.APPEND);
        Ended ended = mvnw("verify").end();
        assertEquals(1, ended.status());
        assertTrue(ended.text().contains("does not have the expected SHA-512"), ended.text());
        assertFalse(Files.exists(dist().resolve(MAVEN)));
    }

    @Test
    void without_a_jdk_it_says_in_one_line_what_to_install() throws Exception {
        Path script = project.resolve("mvnw");
        Files.writeString(script, Files.readString(script).replace("needed=25", "needed=999"));
        Ended ended = mvnw("verify").end();
        assertEquals(1, ended.status());
        assertEquals(1, ended.text().lines().count(), ended.text());
        assertTrue(ended.text().contains("no JDK 999 or newer found: install one"), ended.text());
    }

    @Test
    void without_a_mvn_that_can_fetch_it_says_so() throws Exception {
        script(folder.resolve("a path").resolve("mvn"), "#!/bin/sh\necho 'no such artifact'\nexit 1\n");
        Ended ended = mvnw("verify").end();
        assertEquals(1, ended.status());
        assertTrue(ended.text().contains("no such artifact"), ended.text());
        assertTrue(ended.text().contains("cannot fetch Maven"), ended.text());
    }

    private Path dist() {
        return home.resolve(".m2/wrapper/dists").resolve(digest.substring(0, 12));
    }

    private String sum() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive)));
    }

    private record Ended(int status, String text) {}

    private record Started(Process process) {
        Ended end() throws IOException, InterruptedException {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), text);
        }
    }

    private Started mvnw(String... arguments) throws IOException {
        List<String> command = Stream.concat(Stream.of(project.resolve("mvnw").toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().remove("MVNW_REPOURL");
        builder.environment().remove("MAVEN_USER_HOME");
        builder.environment().put("HOME", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("PATH", folder.resolve("a path").toString(), (old, own) -> own + ":" + old);
        return new Started(builder.start());
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
