package org.candor.rig;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The rules of WCAG 2.2 AA that a program can check, asked of a page in the look that it has. Of what axe finds, only what
 * breaks a rule is put together.
 */
public final class Axe {
    private static final String SCRIPT = script();
    private static final String ASK = """
            async ([type, ...values]) => {
              const found = await axe.run(document,
                { runOnly: { type, values }, resultTypes: ['violations'], iframes: false });
              return found.violations.map(it => it.id + ': ' + it.help + ' at '
                + it.nodes.map(node => node.target + ' ' + node.failureSummary).join('; '));
            }""";

    private Axe() {}

    private static String script() {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What breaks a rule. */
    public static List<String> broken(Page page) {
        return ask(page, "tag", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa");
    }

    /** What is hard to read in the colours of now, or hard to reach in a window of this size. */
    public static List<String> faintOrCramped(Page page) {
        return ask(page, "rule", "color-contrast", "target-size", "scrollable-region-focusable");
    }

    @SuppressWarnings("unchecked")
    private static List<String> ask(Page page, String... what) {
        if (!(boolean) page.evaluate("() => 'axe' in window")) {
            page.evaluate(SCRIPT);
        }
        return (List<String>) page.evaluate(ASK, List.of(what));
    }
}
