package org.candor.letter;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Tells host names from words with a dot between. Networks make links of bare names, each by a list of its own that grows:
 * so a name is taken for one unless it cannot be.
 */
final class Domains {
    /** Endings of files, which are not delegated. */
    private static final Set<String> FILES = Set.of(
            "pdf", "txt", "csv", "js", "json", "xml", "html", "htm", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "png",
            "jpg", "jpeg", "gif", "exe", "yml", "yaml", "ndjson", "log", "tar", "gz");
    /** What people register names under most, beside countries; and names that only tests and networks at home have. */
    private static final Set<String> KNOWN = known(
            "com net org edu gov mil int info biz name pro mobi tel coop aero museum jobs travel cat asia post",
            "xyz top online site shop store club live link click app dev page web cloud tech space website email bank",
            "support help zip mov blog news media social chat wiki global world today life fun icu vip work works agency",
            "digital network systems solutions services center company group team tools guru expert academy school",
            "university money finance financial insurance health care clinic doctor legal law attorney london berlin paris",
            "nyc madrid wien koeln hamburg bayern events photo photos video games game win bid loan download stream sbs cfd",
            "cyou rest bar quest monster lol art design studio eu uk su ac example test invalid localhost local internal lan",
            "home corp intranet onion svc arpa");

    private Domains() {}

    /** True for a host name under an end that is known. */
    static boolean isName(String token) {
        String[] labels = token.split("\\.", -1);
        return labels.length > 1 && filled(labels) && KNOWN.contains(last(labels));
    }

    /** True for what may be a host name: letters after its last dot, and not the start of a sentence or the end of a file. */
    static boolean mayBeName(String token) {
        String[] labels = token.split("\\.", -1);
        if (labels.length < 2 || !filled(labels)) {
            return false;
        }
        String end = labels[labels.length - 1];
        if (KNOWN.contains(last(labels)) || last(labels).startsWith("xn--")) {
            return true;
        }
        // Abbreviations such as "p.ej" have single letters.
        boolean letters = end.length() > 1
                && labels[labels.length - 2].length() > 1
                && end.codePoints().allMatch(Character::isLetter);
        boolean sentence = Character.isUpperCase(end.codePointAt(0)) && !end.equals(end.toUpperCase(Locale.ROOT));
        boolean capitals = token.equals(token.toUpperCase(Locale.ROOT));
        return letters && !sentence && !capitals && !FILES.contains(last(labels));
    }

    private static boolean filled(String[] labels) {
        for (String label : labels) {
            if (label.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static String last(String[] labels) {
        return labels[labels.length - 1].toLowerCase(Locale.ROOT);
    }

    private static Set<String> known(String... lines) {
        Set<String> known = new HashSet<>();
        for (String line : lines) {
            known.addAll(Set.of(line.split(" ")));
        }
        for (String country : Locale.getISOCountries()) {
            known.add(country.toLowerCase(Locale.ROOT));
        }
        return Set.copyOf(known);
    }
}
