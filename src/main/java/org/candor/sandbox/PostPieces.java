package org.candor.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The words of a post as each network shows them: what can be followed there, and how it stands there. */
final class PostPieces {
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<]+");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(\\p{Punct})");
    private static final int SHOWN = 30;

    private PostPieces() {}

    /** An instance makes a link of every address and shows its beginning, without the scheme. */
    static List<Capture.Piece> mastodon(String text) {
        return linked(text, link -> {
            String rest = link.substring(link.indexOf("//") + 2);
            return rest.length() > SHOWN ? rest.substring(0, SHOWN) + "…" : rest;
        });
    }

    /** A forum renders Markdown: here the signs that were escaped, and addresses. */
    static List<Capture.Piece> discourse(String raw) {
        List<Capture.Piece> pieces = new ArrayList<>();
        for (Capture.Piece it : linked(raw, UnaryOperator.identity())) {
            String text = it.link().isEmpty()
                    ? ESCAPED.matcher(it.text()).replaceAll("$1").replace("&amp;", "&")
                    : it.text();
            pieces.add(new Capture.Piece(text, it.link()));
        }
        return pieces;
    }

    private static List<Capture.Piece> linked(String text, UnaryOperator<String> shown) {
        List<Capture.Piece> pieces = new ArrayList<>();
        Matcher link = LINK.matcher(text);
        int at = 0;
        while (link.find()) {
            add(pieces, text.substring(at, link.start()), "");
            add(pieces, shown.apply(link.group()), link.group());
            at = link.end();
        }
        add(pieces, text.substring(at), "");
        return pieces;
    }

    /** Only what a facet marks is a link; facets count bytes of UTF-8. */
    static List<Capture.Piece> bluesky(JsonNode record) {
        byte[] bytes = record.path("text").asText().getBytes(StandardCharsets.UTF_8);
        List<Capture.Piece> pieces = new ArrayList<>();
        int at = 0;
        for (JsonNode facet : StreamSupport.stream(record.path("facets").spliterator(), false)
                .sorted(Comparator.comparingInt(it -> it.at("/index/byteStart").asInt()))
                .toList()) {
            int start = facet.at("/index/byteStart").asInt();
            int end = facet.at("/index/byteEnd").asInt();
            String uri = facet.at("/features/0/uri").asText();
            if (start >= at && end > start && end <= bytes.length && !uri.isEmpty()) {
                add(pieces, new String(bytes, at, start - at, StandardCharsets.UTF_8), "");
                add(pieces, new String(bytes, start, end - start, StandardCharsets.UTF_8), uri);
                at = end;
            }
        }
        add(pieces, new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8), "");
        return pieces;
    }

    private static void add(List<Capture.Piece> pieces, String text, String link) {
        if (!text.isEmpty()) {
            pieces.add(new Capture.Piece(text, link));
        }
    }
}
