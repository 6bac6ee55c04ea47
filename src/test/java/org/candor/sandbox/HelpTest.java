package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the console says of addresses and numbers, the sandbox does. */
class HelpTest {
    private static final Pattern CODE = Pattern.compile("<code>([^<]+)</code>");

    private static List<String> told() throws IOException {
        String page = Files.readString(Path.of("templates/console/sandbox-help.html"));
        return CODE.matcher(page).results().map((MatchResult it) -> it.group(1)).toList();
    }

    @Test
    void each_address_has_a_part_in_the_script() throws IOException {
        List<String> addresses = told().stream().filter(it -> it.contains("@")).toList();
        assertTrue(addresses.size() > 10, addresses::toString);
        for (String address : addresses) {
            SmtpScript script = new SmtpScript();
            assertNotNull(
                    Stream.of(script.atRcpt(address), script.atData(address), script.atDot(address))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null),
                    address);
        }
    }

    @Test
    void each_number_has_a_part_in_the_script() throws IOException {
        List<String> numbers = told().stream().filter(it -> it.startsWith("+1")).toList();
        assertTrue(numbers.size() > 8, numbers::toString);
        TwilioScript.Part usual = new TwilioScript().part("+15005550006", "+491701234567");
        for (String number : numbers) {
            assertFalse(new TwilioScript().part("+15005550006", number).equals(usual), number);
        }
    }
}
