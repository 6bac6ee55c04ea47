package org.candor.console;

/**
 * What the code of a row that cannot be used means.
 *
 * @param column where to look; empty where the code does not tell
 * @param hint what is wrong and how to mend it, in a sentence
 */
record RowCode(String column, String hint) {
    static RowCode of(String code) {
        return switch (code) {
            case "missing-ref" -> new RowCode("ref", "Each person needs a reference of your own.");
            case "ref-invalid" -> new RowCode("ref", "The reference has characters that it may not have.");
            case "duplicate" -> new RowCode("ref", "The same person is in the list twice; the first row was taken.");
            case "ref-conflict" ->
                new RowCode("ref", "The list says two different things of this reference: leave one row of them.");
            case "erased" ->
                new RowCode("ref", "This person asked to be erased, so no list brings them back for a while.");
            case "no-address" -> new RowCode("email, phone", "There is neither an email address nor a phone number.");
            case "invalid-email" -> new RowCode("email", "This is no email address that mail can be sent to.");
            case "invalid-phone" -> new RowCode("phone", "This is no phone number.");
            case "phone-no-country" -> new RowCode("phone", "The number has no country: write it as in +14155550100.");
            case "premium-rate" -> new RowCode("phone", "This is a number that costs whoever is called.");
            case "high-cost-prefix" ->
                new RowCode("phone", "Numbers that begin so are not sent to: they are used for fraud.");
            case "spreadsheet-damage" ->
                new RowCode(
                        "ref, phone",
                        "A spreadsheet has turned a number into something like 1.4E+10: keep the column as text.");
            case "locale" -> new RowCode("locale", "This is no language tag, as in en or pt-BR.");
            case "region" -> new RowCode("region", "This is no code of a region or country, as in US-NY or FR.");
            case "unknown-class" ->
                new RowCode("exposed", "An exposed class is not of the vocabulary, as in names;passwords.");
            case "column-count" -> new RowCode("", "The row has more or fewer columns than the first line names.");
            case "type" -> new RowCode("", "A value is of the wrong type.");
            case "unknown-field" -> new RowCode("", "The row has a field that is not known.");
            case "too-long" -> new RowCode("", "A value is too long, or the whole row is.");
            case "control-character" -> new RowCode("", "A value has a character that cannot be shown.");
            default -> new RowCode("", "The row cannot be read.");
        };
    }
}
