package org.candor.console;

import java.util.Map;

/**
 * A page that asks once more before something is done, for {@code confirm.html}. Nothing is asked of whoever stops something;
 * the more people an act reaches, the more it asks.
 *
 * @param title what is about to be done
 * @param effect what happens to whom, with the number: never "are you sure?"
 * @param action the path that the answer is posted to
 * @param back the path of Cancel, which has the focus
 * @param verb the word on the button
 * @param hidden fields that are posted along, such as the ETag of what was shown
 * @param reason whether a reason is asked for, posted as {@code reason}
 * @param typed the name that must be typed, posted as {@code typed}; empty for none
 * @param again whether the operator proves once more who they are, posted as {@code key}
 * @param wrong what was wrong with the answer before; empty for the first time
 */
record Confirm(
        String title,
        String effect,
        String action,
        String back,
        String verb,
        Map<String, String> hidden,
        boolean reason,
        String typed,
        boolean again,
        String wrong) {
    Confirm(String title, String effect, String action, String back, String verb) {
        this(title, effect, action, back, verb, Map.of(), false, "", false, "");
    }

    Confirm with(Map<String, String> fields) {
        return new Confirm(title, effect, action, back, verb, fields, reason, typed, again, wrong);
    }

    Confirm withReason() {
        return new Confirm(title, effect, action, back, verb, hidden, true, typed, again, wrong);
    }

    Confirm withName(String name) {
        return new Confirm(title, effect, action, back, verb, hidden, reason, name, again, wrong);
    }

    Confirm withSignIn() {
        return new Confirm(title, effect, action, back, verb, hidden, reason, typed, true, wrong);
    }

    Confirm but(String said) {
        return new Confirm(title, effect, action, back, verb, hidden, reason, typed, again, said);
    }
}
