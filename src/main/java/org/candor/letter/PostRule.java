package org.candor.letter;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.candor.delivery.Network;
import org.candor.incident.Organisation;
import org.jspecify.annotations.Nullable;

/**
 * What an organisation's own text may say in public: short enough for its networks, made of characters that show, naming
 * nobody, linking to the organisation only, and without anybody's data. What looks like plain letters is judged as such
 * (Unicode's form NFKC), and what is hidden by percent signs as what it hides.
 */
public final class PostRule {
    /** What is wrong with a text. */
    public enum Fault {
        TOO_LONG("post-too-long", "too-long"),
        CHARACTER("post-not-allowed", "control-character"),
        UNREADABLE("post-not-allowed", "empty"),
        MENTION("post-not-allowed", "mention"),
        LINK("post-not-allowed", "link"),
        EMAIL("pii-in-public-post", "email-address"),
        PHONE("pii-in-public-post", "phone-number"),
        IDENTIFIER("pii-in-public-post", "identifier");

        private final String type;
        private final String code;

        Fault(String type, String code) {
            this.type = type;
            this.code = code;
        }

        /** The last segment of the problem type. */
        public String type() {
            return type;
        }

        public String code() {
            return code;
        }
    }

    private static final Pattern MENTION = Pattern.compile("(?<![\\p{L}\\p{N}_])@[\\p{L}\\p{N}_]");
    private static final Pattern HIDDEN = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    /** Ideographic full stops are dots in host names (RFC 3490, 3.1), and dots between Latin letters only there. */
    private static final Pattern STOPS = Pattern.compile("(?<=[A-Za-z0-9-])[\u3002\uff61](?=[A-Za-z0-9])");

    /** Marks that make a picture of a digit. */
    private static final Pattern PICTURE = Pattern.compile("[\\x{fe00}-\\x{fe0f}\\x{20e3}]");
    /** Signs as HTML writes them, which forums read. */
    private static final Pattern ENTITY =
            Pattern.compile("(?i)&(?:#([0-9]{1,7})|#x([0-9a-f]{1,6})|(commat|colon|sol|period));?");

    private static final Pattern AUTHORITY = Pattern.compile("(?i)https://[^\\s/?#]*");

    private final PostLinks links;
    private final PostPrivacy privacy;

    /** @param publicHost the host of our own public pages */
    public PostRule(Organisation organisation, String publicHost) {
        String url = organisation.url();
        this.links = new PostLinks(
                url == null ? Stream.of(publicHost) : Stream.of(URI.create(url).getRawAuthority(), publicHost));
        this.privacy = new PostPrivacy(organisation);
    }

    /**
     * The first thing that is wrong with a text; null if it may be posted.
     *
     * @param networks those it will be posted at; whatever these are, no text is longer than the longest that any takes
     */
    public @Nullable Fault check(String written, Collection<Network> networks) {
        Map<Network, Integer> most = new EnumMap<>(Network.class);
        networks.forEach(it -> most.put(it, PostLength.most(it)));
        return check(written, most);
    }

    /** The same where accounts take more or less than their networks do by themselves. */
    public @Nullable Fault check(String written, Map<Network, Integer> most) {
        String text = Prose.normal(written).strip();
        boolean tooLong = text.codePointCount(0, text.length()) > PostLength.LONGEST
                || most.entrySet().stream().anyMatch(it -> !PostLength.fits(it.getKey(), text, it.getValue()));
        if (tooLong) {
            return Fault.TOO_LONG;
        }
        if (!PostCharacters.shown(written)) {
            return Fault.CHARACTER;
        }
        if (!PostCharacters.readable(text)) {
            return Fault.UNREADABLE;
        }
        String plain = plain(text);
        Fault fault = PostCharacters.shown(plain) ? judge(plain) : Fault.CHARACTER;
        return fault != null || plain.equals(text) ? fault : judge(text);
    }

    /**
     * What is wrong with a section of a notice that its public page shows; null if nothing is. Authorities, helplines and
     * banks are named there with their addresses and numbers, so only the numbers of papers, cards and accounts are found.
     */
    public static @Nullable Fault checkSection(String section) {
        return PostPrivacy.paperBesideTimes(plain(section)) ? Fault.IDENTIFIER : null;
    }

    private static String plain(String text) {
        String signs = ENTITY.matcher(PICTURE.matcher(text).replaceAll(""))
                .replaceAll(it -> Matcher.quoteReplacement(Character.toString(sign(it))));
        String letters = Normalizer.normalize(STOPS.matcher(signs).replaceAll("."), Normalizer.Form.NFKC);
        return letters.codePoints()
                .map(it -> Character.isDigit(it) ? '0' + Character.digit(it, 10) : it)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int sign(MatchResult entity) {
        if (entity.group(3) != null) {
            return switch (entity.group(3).toLowerCase(Locale.ROOT)) {
                case "commat" -> '@';
                case "colon" -> ':';
                case "sol" -> '/';
                default -> '.';
            };
        }
        int code = entity.group(1) == null ? Integer.parseInt(entity.group(2), 16) : Integer.parseInt(entity.group(1));
        return Character.isValidCodePoint(code) ? code : ' ';
    }

    private @Nullable Fault judge(String text) {
        if (links.foreign(text)) {
            return Fault.LINK;
        }
        String rest = privacy.withoutOwnEmail(PostLinks.without(text));
        if (MENTION.matcher(rest).find()) {
            return Fault.MENTION;
        }
        if (PostPrivacy.email(rest)) {
            return Fault.EMAIL;
        }
        String unaddressed = privacy.withoutOwnEmail(text);
        return links.bare(unaddressed) ? Fault.LINK : hidden(unaddressed);
    }

    /** Data of people: in the text, and where it can hide, in what follows the host of an allowed link. */
    private @Nullable Fault hidden(String text) {
        String outside = PostLinks.without(text);
        String paths = open(AUTHORITY.matcher(text).replaceAll(" "));
        if (PostLinks.otherScheme(paths) || paths.contains("://")) {
            return Fault.LINK;
        }
        if (PostPrivacy.email(privacy.withoutOwnEmail(paths))) {
            return Fault.EMAIL;
        }
        if (privacy.phone(outside) || privacy.abroad(paths)) {
            return Fault.PHONE;
        }
        return privacy.identifier(outside) || PostPrivacy.paper(paths) ? Fault.IDENTIFIER : null;
    }

    private static String open(String text) {
        return HIDDEN.matcher(text).replaceAll(it -> Matcher.quoteReplacement(decoded(it.group())));
    }

    private static String decoded(String hidden) {
        byte[] bytes = new byte[hidden.length() / 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hidden, 3 * i + 1, 3 * i + 3, 16);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
