package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.candor.delivery.Evidence;
import org.candor.delivery.News;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailEventsTest {
    @ParameterizedTest
    @CsvSource({
        "5.1.1, mailbox-unknown, 180",
        "5.1.2, domain-unknown, 180",
        "5.1.3, address-invalid, 180",
        "5.1.6, mailbox-moved, 180",
        "5.1.10, domain-takes-no-mail, 180",
        "5.2.1, mailbox-disabled, 180",
        "5.2.2, mailbox-full, 0",
        "5.3.4, message-too-big, 0",
        "5.1.8, sender-refused, 0",
        "5.7.1, policy-refused, 0",
        "5.7.26, authentication-refused, 0",
        "5.0.0, refused, 0",
        "5.9.9, refused, 0",
    })
    void a_bounce_means_what_the_receiver_would_have_said_to_our_face(String code, String reason, int days) {
        assertEquals(
                new News.CameBack(Duration.ofDays(days), new Evidence(reason, "", code)),
                EmailEvents.read("email.bounced", "bounce", code, "e-1"));
    }

    @Test
    void a_bounce_without_a_code_came_back_all_the_same() {
        assertEquals(
                new News.CameBack(Duration.ZERO, Evidence.of("refused")),
                EmailEvents.read("email.bounced", "bounce", "", "e-1"));
    }

    @ParameterizedTest
    @CsvSource({"delay, 4.4.1", "delay, 5.1.1", "bounce, 4.2.2", "deferred,''", "bounce, 2.0.0"})
    void what_is_still_being_tried_says_nothing(String kind, String code) {
        assertEquals(
                new News.Nothing(new Evidence("delayed", "", code)),
                EmailEvents.read("email.bounced", kind, code, "e-1"));
    }

    @Test
    void other_events_say_that_it_arrived_that_it_is_not_wanted_or_nothing() {
        assertEquals(
                new News.Arrived("e-1", new Evidence("delivered", "", "2.0.0")),
                EmailEvents.read("email.delivered", "", "2.0.0", "e-1"));
        assertEquals(
                new News.OptedOut(Duration.ofDays(180), Evidence.of("complained")),
                EmailEvents.read("email.complained", "", "", "e-1"));
        assertEquals(new News.Nothing(Evidence.of("event-unknown")), EmailEvents.read("email.opened", "", "", "e-1"));
    }
}
