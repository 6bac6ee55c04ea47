package org.candor.courier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Reads a meaning out of a reply's words, where its codes tell nothing. The rules stand in {@code smtp-texts.tsv}; of the
 * text nothing is kept.
 */
final class EmailTexts {
    private static final int LONGEST = 500;
    private static final List<Rule> RULES = load();

    private record Rule(int digit, Pattern pattern, String meaning) {}

    private EmailTexts() {}

    /** The enhanced code or own word the reply is to be treated as; empty if no rule fits. */
    static String meaning(SmtpReply reply) {
        String text = reply.text();
        String head = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        for (Rule rule : RULES) {
            if (rule.digit() == reply.code() / 100
                    && rule.pattern().matcher(head).find()) {
                return rule.meaning();
            }
        }
        return "";
    }

    private static List<Rule> load() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(EmailTexts.class.getResourceAsStream("smtp-texts.tsv")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\t"))
                    .map(column -> new Rule(
                            Integer.parseInt(column[0]),
                            Pattern.compile(column[1], Pattern.CASE_INSENSITIVE),
                            column[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("smtp-texts.tsv cannot be read", e);
        }
    }
}
