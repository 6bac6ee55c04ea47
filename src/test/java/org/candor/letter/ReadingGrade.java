package org.candor.letter;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How many years of school an English text asks for (Flesch and Kincaid, 1975): 0.39 words a sentence + 11.8 syllables a
 * word - 15.59. Addresses and codes are not words.
 *
 * @param longest words of the longest sentence
 */
record ReadingGrade(double value, int longest) {
    private static final Pattern NOT_PROSE =
            Pattern.compile("(?m)https?://\\S+|\\S+@\\S+|\\+\\d+|^-+$|[0-9A-Z]{4}-[0-9A-Z]{4}");
    private static final Pattern VOWELS = Pattern.compile("[aeiouy]+");

    static ReadingGrade of(String text) {
        String prose = NOT_PROSE.matcher(text).replaceAll(" ");
        List<List<String>> sentences = Arrays.stream(prose.split("[.?!:]+(?=\\s|$)|\n-+\n|\n(?=- |\\d+\\. )|\n\\s*\n"))
                .map(ReadingGrade::words)
                .filter(it -> !it.isEmpty())
                .toList();
        int words = sentences.stream().mapToInt(List::size).sum();
        int syllables = sentences.stream()
                .flatMap(List::stream)
                .mapToInt(ReadingGrade::syllables)
                .sum();
        int longest = sentences.stream().mapToInt(List::size).max().orElse(0);
        double grade = 0.39 * words / sentences.size() + 11.8 * syllables / words - 15.59;
        return new ReadingGrade(grade, longest);
    }

    private static List<String> words(String sentence) {
        return Arrays.stream(sentence.toLowerCase(java.util.Locale.ROOT).split("[^a-z']+"))
                .filter(it -> it.chars().anyMatch(Character::isLetter))
                .toList();
    }

    private static int syllables(String word) {
        // A silent e at the end, alone or in -ed and -es, is not spoken.
        String spoken =
                word.length() > 3 ? word.replaceFirst("(?<![aeiouylt])(?:es|ed|e)$|(?<=[^aeiouyl])e$", "") : word;
        int groups = (int) VOWELS.matcher(spoken).results().count();
        return Math.max(1, groups);
    }
}
