package org.candor.console;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address that a captured mail leads to.
 *
 * @param here whether it leads to our own pages for people: only such a one can be followed from the console
 */
record MailLink(String address, boolean here) {
    private static final int MOST = 50;
    private static final int LONGEST = 500;
    private static final Pattern IN_TEXT = Pattern.compile("https?://[^\\s<>\"]+[^\\s<>\"'.,;:!?)\\]}]");
    private static final Pattern IN_HTML = Pattern.compile("(?i)\\bhref\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s>]+))");

    /** Each once, in order, those of the text before those that only the HTML has. */
    static List<MailLink> in(Captured.Mail mail, String publicOrigin) {
        Set<String> found = new LinkedHashSet<>();
        IN_TEXT.matcher(mail.text()).results().forEach(it -> found.add(it.group()));
        Matcher html = IN_HTML.matcher(mail.html());
        while (html.find()) {
            String address = first(html).replace("&amp;", "&").strip();
            if (!address.isEmpty() && !address.startsWith("#")) {
                found.add(address);
            }
        }
        List<MailLink> links = new ArrayList<>();
        found.stream()
                .limit(MOST)
                .map(it -> CapturedLine.cut(it, LONGEST))
                .forEach(it -> links.add(new MailLink(it, it.startsWith(publicOrigin + "/"))));
        return links;
    }

    private static String first(Matcher html) {
        for (int group = 1; group < html.groupCount(); group++) {
            if (html.group(group) != null) {
                return html.group(group);
            }
        }
        return String.valueOf(html.group(html.groupCount()));
    }
}
