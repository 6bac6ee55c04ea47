package org.candor.letter;

import org.candor.delivery.Letter;
import org.jspecify.annotations.Nullable;

/**
 * A letter that is finished but for the three things only this person gets: name, link and code. Rendering the templates
 * costs hundreds of microseconds; filling a layout costs a few.
 */
final class Layout {
    /** Stand-ins while the templates render. They hold NUL, which no text of anybody's does: see {@link Prose#normal}. */
    static final String NAME = "\0N\0";

    static final String LINK = "\0L\0";
    static final String CODE = "\0C\0";

    private final String[] subject;
    private final String[] text;
    private final String[] html;
    private final int size;
    private final String language;

    Layout(String subject, String text, String html, String language) {
        // Cut at every NUL: the odd pieces are stand-ins, by their letter.
        this.subject = subject.split("\0", -1);
        this.text = text.split("\0", -1);
        this.html = html.split("\0", -1);
        this.size = Math.max(text.length(), html.length()) + 300;
        this.language = language;
    }

    Letter fill(@Nullable String name, @Nullable String link, String code) {
        String safeName = name == null ? "" : name;
        String safeLink = link == null ? "" : link;
        return new Letter(
                subject.length == 1 ? subject[0] : fill(subject, safeName, safeLink, code),
                fill(text, safeName, safeLink, code),
                fill(html, escape(safeName), escape(safeLink), escape(code)),
                language);
    }

    private String fill(String[] pieces, String name, String link, String code) {
        StringBuilder filled = new StringBuilder(size);
        for (int i = 0; i < pieces.length; i++) {
            if (i % 2 == 0) {
                filled.append(pieces[i]);
                continue;
            }
            filled.append(
                    switch (pieces[i].charAt(0)) {
                        case 'N' -> name;
                        case 'L' -> link;
                        case 'C' -> code;
                        default -> throw new IllegalStateException("a layout knows three stand-ins");
                    });
        }
        return filled.toString();
    }

    /** As the templates escape: safe as text and inside quoted attributes. */
    private static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            String entity = switch (text.charAt(i)) {
                case '&' -> "&amp;";
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                case '"' -> "&quot;";
                case '\'' -> "&#39;";
                default -> null;
            };
            if (entity != null && escaped == null) {
                escaped = new StringBuilder(text.length() + 20).append(text, 0, i);
            }
            if (escaped != null) {
                if (entity == null) {
                    escaped.append(text.charAt(i));
                } else {
                    escaped.append(entity);
                }
            }
        }
        return escaped == null ? text : escaped.toString();
    }
}
