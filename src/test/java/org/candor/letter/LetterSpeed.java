package org.candor.letter;

import java.util.EnumSet;
import org.candor.delivery.Letter;
import org.candor.incident.Person;
import org.candor.plumbing.Templates;

/** Prints what a letter costs, cold and warm, in one thread. Run by hand: it is a measurement, not a test. */
final class LetterSpeed {
    private static final int LETTERS = 20_000;

    private LetterSpeed() {}

    public static void main(String[] arguments) {
        Letters letters = new Letters(Templates.builtIn());
        Brief brief = Samples.brief();
        long size = 0;
        for (int round = 1; round <= 5; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < LETTERS; i++) {
                Person person = Samples.person("Anna O'Hara " + i, "en", EnumSet.copyOf(Samples.SOME));
                Letter letter = letters.write(brief, person, Samples.LINK, Samples.CODE);
                size += letter.text().length() + letter.html().length();
            }
            System.out.printf("round %d: %.1f us a letter%n", round, (System.nanoTime() - start) / 1e3 / LETTERS);
        }
        System.out.printf("%d characters a letter%n", size / LETTERS / 5);
    }
}
