package org.candor.plumbing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one request, so that the caller hears of everything at once. */
public final class Violations {
    private static final int MOST = 100;
    private static final int LONGEST_REASON = 200;

    /** An address, or a number with its country: reasons stay on record for ever, and people do not. */
    private static final Pattern SOMEBODY = Pattern.compile("\\S@\\S|\\+\\d[\\d ().-]{5,}\\d");

    private final List<Problem.At> found = new ArrayList<>();
    private String slug = "validation-failed";

    /** Notes one thing wrong at a JSON pointer; past 100 the rest is left out. */
    public Violations add(String pointer, String code) {
        if (found.size() < MOST) {
            found.add(new Problem.At(pointer, code));
        }
        return this;
    }

    /** Notes one thing wrong that has a problem type of its own, such as {@code invalid-header}. */
    public Violations add(String pointer, String code, String type) {
        slug = type;
        return add(pointer, code);
    }

    public Violations addIf(boolean wrong, String pointer, String code) {
        return wrong ? add(pointer, code) : this;
    }

    /**
     * Checks the member {@code reason} of a command: one line of at most {@value #LONGEST_REASON} characters
     * without anybody's address or number.
     *
     * @param needed whether the command is refused without one
     * @return the reason without blanks around it; empty if none was given
     */
    public String reason(@Nullable String reason, boolean needed) {
        String said = reason == null ? "" : reason.strip();
        addIf(needed && said.isEmpty(), "/reason", "required")
                .addIf(said.length() > LONGEST_REASON, "/reason", "too-long")
                .addIf(said.chars().anyMatch(Character::isISOControl), "/reason", "control-character")
                .addIf(SOMEBODY.matcher(said).find(), "/reason", "personal-data");
        return said;
    }

    public boolean any() {
        return !found.isEmpty();
    }

    /** What was noted, for whoever shows it to its writer in place of a refusal. */
    public List<Problem.At> found() {
        return List.copyOf(found);
    }

    /** Throws the 422 if anything was noted. */
    public void orThrow() {
        if (any()) {
            throw Problem.invalid(slug, found);
        }
    }
}
