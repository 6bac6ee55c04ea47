package org.candor.delivery;

/**
 * What one person is told over one channel, ready to hand off: rendered for them and for nobody else.
 *
 * @param subject the email subject or the forum topic's title; empty where the channel has none
 * @param text the plain text, complete in itself, lines ended by LF
 * @param html the same words as HTML; empty where the channel has none
 * @param language BCP 47 tag of the language it is written in
 */
public record Letter(String subject, String text, String html, String language) {
    /** Prints sizes only: a letter is personal data. */
    @Override
    public String toString() {
        return "Letter[" + language + ", " + text.length() + " characters]";
    }
}
