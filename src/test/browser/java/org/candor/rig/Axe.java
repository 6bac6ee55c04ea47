package org.candor.rig;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The rules of WCAG 2.2 AA that a program can check, for a test of many pages: loaded with each page of a context, so that a
 * page can be asked in several looks. {@link Visit#assertClean} asks the same of one page.
 */
public final class Axe {
    private static final String ASK = """
            async ({ colours, rest }) => {
              const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
              const contrast = { 'color-contrast': { enabled: colours } };
              const options = rest ? { runOnly: { type: 'tag', values: tags }, rules: contrast }
                                   : { runOnly: { type: 'rule', values: ['color-contrast'] } };
              const found = await axe.run(document, { ...options, resultTypes: ['violations'], iframes: false });
              return found.violations.map(it => it.id + ': ' + it.help + ' at '
                + it.nodes.map(node => node.target + ' ' + node.failureSummary).join('; '));
            }""";

    private Axe() {}

    /** To be called before the first of the pages is opened. */
    public static void into(BrowserContext context) {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            context.addInitScript(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What breaks a rule; none that is about colours unless they are asked for. */
    public static List<String> broken(Page page, boolean colours) {
        return ask(page, colours, true);
    }

    /** What is hard to read in the colours of now. */
    public static List<String> faint(Page page) {
        return ask(page, true, false);
    }

    @SuppressWarnings("unchecked")
    private static List<String> ask(Page page, boolean colours, boolean rest) {
        return (List<String>) page.evaluate(ASK, Map.of("colours", colours, "rest", rest));
    }
}
