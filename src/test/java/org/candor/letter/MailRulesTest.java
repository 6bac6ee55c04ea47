package org.candor.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.candor.plumbing.Templates;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What survives in mail readers: one rule a test. */
class MailRulesTest {
    static final List<String> LANGUAGES = Samples.LANGUAGES;

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void it_is_small(String language) {
        String html = html(language);
        assertTrue(html.getBytes(StandardCharsets.UTF_8).length <= 30 * 1024);
        assertTrue(Jsoup.parse(html).select("style").html().length() <= 16 * 1024);
        assertEquals(1, Jsoup.parse(html).select("style").size());
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void it_is_one_column_of_tables_that_only_lay_out(String language) {
        Document page = Jsoup.parse(html(language));
        page.select("table").forEach(it -> assertEquals("presentation", it.attr("role")));
        Element table = page.select("table").first();
        assertEquals("600", table.attr("width"));
        assertTrue(table.attr("style").contains("max-width:600px"));
        page.select("tr").forEach(it -> assertEquals(1, it.children().size()));
        page.select("[style*=padding]").forEach(it -> assertEquals("td", it.tagName()));
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void it_loads_nothing_and_asks_for_nothing(String language) {
        String html = html(language);
        Document page = Jsoup.parse(html);
        assertEquals(
                0,
                page.select("img,svg,script,link,iframe,object,video,audio,form,input,button,base,[background],[src],"
                                + "section,main,header,footer,article,nav")
                        .size());
        for (String never : List.of("url(", "data:", "var(", "@import", "@font-face", "rem;", "gradient", "onclick")) {
            assertFalse(html.toLowerCase(Locale.ROOT).contains(never), never);
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void every_cell_sets_its_colours_and_its_direction(String language) {
        Document page = Jsoup.parse(html(language));
        for (Element cell : page.select("td")) {
            assertTrue(cell.attr("style").contains("background-color:#"), cell.attr("style"));
            assertTrue(cell.attr("style").contains(";color:#"), cell.attr("style"));
            assertTrue(cell.hasAttr("dir"));
            assertTrue(cell.hasClass("b"), "has its dark twin");
        }
        String style = page.select("style").html();
        for (String twin : List.of(".b{", ".a{")) {
            assertTrue(style.contains("@media (prefers-color-scheme:dark){") && style.contains("[data-ogsc] " + twin));
        }
    }

    @Test
    void its_colours_have_contrast_enough_by_day_and_by_night() {
        String html = html("en");
        for (String[] pair : new String[][] {
            {"#1a1a1a", "#ffffff"}, {"#0b4fa8", "#ffffff"}, {"#f2f2f2", "#15171c"}, {"#9ecbff", "#15171c"}
        }) {
            assertTrue(html.contains(pair[0]) && html.contains(pair[1]), String.join(" on ", pair));
            assertTrue(contrast(pair[0], pair[1]) >= 4.5, String.join(" on ", pair));
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void a_link_shows_where_it_goes(String language) {
        Document page = Jsoup.parse(html(language));
        assertEquals(5, page.select("a").size());
        for (Element link : page.select("a")) {
            assertEquals(link.text(), link.attr("href").replaceFirst("^(mailto|tel):", ""));
        }
        assertEquals("tel:+14155550100", page.select("a[href^=tel]").attr("href"));
        for (String address : List.of(Samples.LINK, "https://notice.example.com/verify")) {
            Element cell = page.select("a[href=" + address + "]").first().closest("td");
            assertEquals("ltr", cell.attr("dir"));
            assertEquals(address, cell.text());
        }
    }

    @Test
    void a_language_from_right_to_left_is_one_file_and_turns_the_cells_but_not_the_links() throws IOException {
        copyTemplates(folder);
        String english = Files.readString(folder.resolve("messages/en.properties"));
        Files.writeString(
                folder.resolve("messages/ar.properties"),
                english.replace("language.direction = ltr", "language.direction = rtl")
                        .replace("mail.hello.name = Hello {name},", "mail.hello.name = مرحبا {name}،"));
        Letters letters = new Letters(Templates.in(folder));
        Brief arabic = Samples.brief(Kind.INITIAL, "ar", Map.of("ar", Samples.WORDS), Samples.FACTS);
        assertTrue(letters.speaks("ar-EG"));
        var letter = letters.write(arabic, Samples.person("Anna", "ar"), Samples.LINK, Samples.CODE);
        Document page = Jsoup.parse(letter.html());
        assertEquals("rtl", page.select("html").attr("dir"));
        assertTrue(letter.text().startsWith("مرحبا Anna،"));
        for (Element cell : page.select("td")) {
            boolean left = !cell.select("a").isEmpty() || cell.text().equals(Samples.CODE);
            assertEquals(left ? "ltr" : "rtl", cell.attr("dir"), cell.text());
            assertEquals(!left, cell.attr("style").contains("direction:rtl"));
            assertTrue(cell.select("a").isEmpty()
                    || cell.text().equals(cell.select("a").text()));
        }
    }

    static void copyTemplates(Path to) throws IOException {
        Path from = Path.of("templates");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static String html(String language) {
        return Samples.letter(Samples.brief(), Samples.person("Anna", language)).html();
    }

    /** WCAG 2.2, relative luminance. */
    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        double[] parts = new double[3];
        for (int i = 0; i < 3; i++) {
            double value = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            parts[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }
}
