package org.candor.letter;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which links a public text may have: by https, to a host of the organisation's own or one below it, to the usual port. All
 * else that a network or a reader's program could take for a link is foreign. Expressions here repeat single classes only,
 * so that no text makes them slow.
 */
final class PostLinks {
    private static final Pattern SCHEME = Pattern.compile("(?<![A-Za-z0-9+.-])[A-Za-z0-9+.-]*:(?=//|\\\\\\\\)");
    /** Schemes that do harm, or start another program, without two slashes. */
    private static final Pattern OPAQUE = Pattern.compile(
            "(?i)(?<![\\p{L}\\p{N}])(?:(?:javascript|vbscript|livescript):|(?:data|mailto|tel|sms|smsto|callto|facetime|skype"
                    + "|file|blob|about|view-source|jar|ftp|ftps|ldap|ldaps|gopher|magnet|bitcoin|ethereum|ws|wss|ssh|sftp|telnet"
                    + "|sip|sips|xmpp|irc|geo|intent|market|itms|whatsapp|tg|viber|signal|urn|cid|mid|news|nntp|dict|php|chrome"
                    + "|resource|steam|upload|filesystem|feed|webcal|hxxps?|shttp):(?=[^\\s])|https?:(?!//))");

    private static final Pattern WEB = Pattern.compile("(?i)https://[^\\s/?#<>\"`]*");
    /** An address as far as every network goes along with it: what follows is text. */
    private static final Pattern WHOLE =
            Pattern.compile("(?i)(?<![a-z0-9+.-])[a-z0-9+.-]*://[a-z0-9.:-]*(?:[/?][a-z0-9._~/?#%&=+:@$-]*)?");
    /** Some networks end an address at a sign that a second one follows, or a name. */
    private static final Pattern ENDED = Pattern.compile("[.?:$]{2}|[.?:$#]@");

    /** An address without a scheme is opened with that of the page it stands on; Windows opens two backslashes as well. */
    private static final Pattern SCHEMELESS =
            Pattern.compile("(?<![\\p{L}\\p{N}:/\\\\])(?://|\\\\\\\\)(?=[\\p{L}\\p{N}\\[%])");

    private static final Pattern TEMPLATE =
            Pattern.compile("[{][^{}]{0,200}[}]|<%[^%]{0,200}%>|\\[\\[[^\\[\\]]{0,200}\\]\\]");
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");
    private static final Pattern PORT = Pattern.compile("(?<![A-Za-z0-9.-])[A-Za-z0-9.-]+(?::[0-9]|/[^\\s])");
    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    private static final Pattern BRACKETS =
            Pattern.compile("\\[[0-9A-Fa-f.]{0,20}:[0-9A-Fa-f:.]{0,45}(?:%[^\\]\\s]{0,20})?\\]");
    private static final String CLOSING = ".,;:!?)]}'\"*_\u2019\u201d\u00bb\u2026";

    private final Set<String> hosts;
    private final Set<String> ports;

    /** @param authorities hosts of the organisation's own, as they stand in its addresses: with a port if it has one */
    PostLinks(Stream<String> authorities) {
        List<String> own = authorities.map(it -> it.toLowerCase(Locale.ROOT)).toList();
        this.hosts = own.stream()
                .map(it -> it.replaceFirst(":[0-9]+$", "").replaceFirst("^www\\.(?=[^.]+\\.)", ""))
                .collect(Collectors.toUnmodifiableSet());
        this.ports = Stream.concat(
                        own.stream().filter(it -> it.matches(".*:[0-9]+")).map(it -> it.substring(it.lastIndexOf(':'))),
                        Stream.of("", ":443"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** True if an address is there, written as such, that leads elsewhere. */
    boolean foreign(String text) {
        return otherScheme(text)
                || SCHEMELESS.matcher(text).find()
                || WEB.matcher(text).results().anyMatch(it -> !own(text, it.start(), it.end()));
    }

    /** Anything but https; two backslashes count as slashes, as they do for browsers. */
    static boolean otherScheme(String text) {
        boolean other =
                SCHEME.matcher(text).results().anyMatch(it -> !it.group().equalsIgnoreCase("https:"));
        return other || OPAQUE.matcher(text).find();
    }

    private boolean own(String text, int start, int end) {
        String authority = text.substring(start + "https://".length(), end);
        boolean last = end == text.length() || "/?#".indexOf(text.charAt(end)) < 0;
        if (last) {
            authority = trimmed(authority);
        }
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        return own(host) && ports.contains(colon < 0 ? "" : authority.substring(colon));
    }

    /** A host of ours or below one of ours, in ASCII: whatever else it looks like, it is another. */
    private boolean own(String host) {
        boolean plain =
                host.chars().allMatch(it -> it < 128 && (Character.isLetterOrDigit(it) || it == '-' || it == '.'));
        String name = host.toLowerCase(Locale.ROOT);
        return plain
                && !name.startsWith(".")
                && !name.contains("..")
                && hosts.stream().anyMatch(it -> name.equals(it) || name.endsWith("." + it));
    }

    /** A foreign host without a scheme before it: many networks make links of these as well. */
    boolean bare(String text) {
        String rest = without(text);
        return BRACKETS.matcher(rest).find()
                || TEMPLATE.matcher(rest)
                        .results()
                        .anyMatch(it -> names(it.group()).anyMatch(this::sold))
                || named(TEMPLATE.matcher(rest).replaceAll(" "));
    }

    /** What stands between blanks and signs, without dots around it. */
    private static Stream<String> names(String text) {
        return TOKEN.matcher(text)
                .results()
                .flatMap(it -> Stream.of(it.group().split("\\.{2,}")))
                .map(PostLinks::trimmed);
    }

    private boolean named(String text) {
        return names(text).anyMatch(this::foreignName)
                || PORT.matcher(text).results().anyMatch(it -> host(it.group()));
    }

    private boolean foreignName(String token) {
        return NUMBERS.matcher(token).matches() || Domains.mayBeName(token) && !own(token);
    }

    /** A name with a port after it, or this machine: not even one of ours is linked to like that. */
    private static boolean host(String named) {
        String token = trimmed(named.substring(0, named.length() - 2));
        return token.equalsIgnoreCase("localhost")
                || named.charAt(named.length() - 2) == ':' && Domains.mayBeName(token);
    }

    /** Inside the braces of a template, which is text like any other, {@code person.name} is no host. */
    private boolean sold(String token) {
        String end = token.substring(token.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return token.contains(".") && Set.of("com", "net", "org", "example").contains(end) && !own(token);
    }

    /** The text with a blank in place of every address that has a scheme, as far as it is one everywhere. */
    static String without(String text) {
        return WHOLE.matcher(text).replaceAll(it -> Matcher.quoteReplacement(" " + rest(it.group())));
    }

    private static String rest(String address) {
        Matcher end = ENDED.matcher(address);
        return end.find() ? address.substring(end.start()) : "";
    }

    private static String trimmed(String token) {
        int start = 0;
        int end = token.length();
        while (end > 0 && CLOSING.indexOf(token.charAt(end - 1)) >= 0) {
            end--;
        }
        while (start < end && ".-_".indexOf(token.charAt(start)) >= 0) {
            start++;
        }
        return token.substring(start, end);
    }
}
