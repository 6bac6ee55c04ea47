package org.candor.plumbing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.qute.TemplateException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void some() throws IOException {
        write("messages/en.properties", words("English", "Hello {name}, {name}{other}"));
        write("messages/de.properties", words("Deutsch", "Hallo {name}"));
        write("page.html", "<p title=\"{what}\">{what}</p>");
        write("page.xml", "<p>{what}</p>");
        write("page.txt", "{what}");
    }

    @Test
    void html_and_xml_escape_and_text_does_not_and_neither_evaluates() {
        Templates templates = Templates.in(folder);
        Map<String, Object> values = Map.of("what", "<a href='x'>\"{what}\" & {config:x}</a>");
        String escaped = "&lt;a href=&#39;x&#39;&gt;&quot;{what}&quot; &amp; {config:x}&lt;/a&gt;";
        assertEquals("<p title=\"" + escaped + "\">" + escaped + "</p>", templates.render("page.html", values));
        assertEquals("<p>" + escaped + "</p>", templates.render("page.xml", values));
        assertEquals(values.get("what"), templates.render("page.txt", values));
    }

    @Test
    void a_name_that_is_missing_fails_the_rendering() {
        assertThrows(TemplateException.class, () -> Templates.in(folder).render("page.txt", Map.of()));
        assertThrows(NoSuchElementException.class, () -> Templates.in(folder).render("none.txt", Map.of()));
        assertThrows(
                NoSuchElementException.class,
                () -> new TemplateFiles.Folder(folder.resolve("messages")).read("../page.txt"));
    }

    @Test
    void an_edit_shows_without_a_restart() throws IOException {
        Templates templates = Templates.in(folder);
        long before = templates.edition();
        assertEquals("x", templates.render("page.txt", Map.of("what", "x")));
        write("page.txt", "now {what}");
        write("messages/de.properties", words("Deutsch", "Guten Tag {name}"));
        write("messages/fr.properties", words("Français", "Bonjour {name}"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> templates.languages().tags().contains("fr"));
        assertEquals("now x", templates.render("page.txt", Map.of("what", "x")));
        assertEquals("Guten Tag Bo", templates.languages().orFirst("de").say("hello", Map.of("name", "Bo")));
        assertNotEquals(before, templates.edition());
    }

    @Test
    void those_built_in_are_found_in_folders_and_in_jars() throws Exception {
        Path jar = folder.resolve("some.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String name : List.of("messages/en.properties", "messages/de.properties", "messages/x/y.properties")) {
                out.putNextEntry(new JarEntry("templates/" + name));
                out.closeEntry();
            }
        }
        URL inJar = URI.create("jar:" + jar.toUri() + "!/templates/messages/en.properties")
                .toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertEquals(inJar, loader.getResource("templates/messages/en.properties"));
        }
        assertEquals(
                List.of("de.properties", "en.properties"), TemplateFiles.BuiltIn.list(inJar, "templates/messages/"));
        assertTrue(Templates.builtIn().languages().tags().containsAll(List.of("de", "en", "es", "fr")));
    }

    @Test
    void a_language_falls_back_to_what_is_left_of_its_tag() {
        Languages languages = Templates.in(folder).languages();
        assertEquals("de", languages.of("de-AT-1996").language());
        assertEquals(null, languages.of("it"));
        assertEquals("en", languages.orFirst("it").language());
    }

    @Test
    void a_sentence_takes_values_once_and_leaves_what_it_does_not_know() {
        Map<String, String> values = new HashMap<>();
        values.put("name", "{other}{name}");
        assertEquals(
                "Hello {other}{name}, {other}{name}{other}",
                Templates.in(folder).languages().orFirst("en").say("hello", values));
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String words(String name, String hello) {
        return "language.name = " + name
                + "\nlanguage.direction = ltr\ndate = d MMMM yyyy\ndate.short = d MMM\nhello = " + hello + "\n";
    }
}
