package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Evidence;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private record Idle(String account, Channel channel) implements Courier {
        @Override
        public @Nullable Double perSecond() {
            return null;
        }

        @Override
        public Duration longestAnswer() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Uni<Outcome> send(Handoff handoff) {
            return Uni.createFrom().item(new Outcome.Failed(Evidence.of("idle")));
        }

        @Override
        public void close() {}
    }

    private static Spec spec(List<String> channels, String... accounts) {
        return new Spec(
                "initial",
                null,
                channels,
                "all",
                "en",
                "any",
                Map.of(),
                new Spec.Reset(false, 14),
                null,
                null,
                new Spec.OnUnknown("resend", "hold", "hold"),
                List.of(accounts));
    }

    private static Map<Channel, List<String>> chosen(Spec spec, Courier... couriers) {
        return new Accounts(new Couriers(Arrays.asList(couriers))).of(spec);
    }

    @Test
    void letters_go_through_the_account_that_is_named_or_else_the_first() {
        Courier a = new Idle("email:a", Channel.EMAIL);
        Courier b = new Idle("email:b", Channel.EMAIL);
        assertEquals(Map.of(Channel.EMAIL, List.of("email:b")), chosen(spec(List.of("email"), "email:b"), a, b));
        assertEquals(Map.of(Channel.EMAIL, List.of("email:a")), chosen(spec(List.of("email")), a, b));
    }

    @Test
    void a_post_goes_to_every_public_account_or_to_those_that_are_named() {
        Courier a = new Idle("mastodon:a", Channel.SOCIAL);
        Courier b = new Idle("bluesky:b", Channel.SOCIAL);
        assertEquals(Map.of(Channel.SOCIAL, List.of("mastodon:a", "bluesky:b")), chosen(spec(List.of("social")), a, b));
        assertEquals(Map.of(Channel.SOCIAL, List.of("bluesky:b")), chosen(spec(List.of("social"), "bluesky:b"), a, b));
    }

    @Test
    void a_channel_without_an_account_is_not_sent() {
        Problem problem = assertThrows(
                Problem.class, () -> chosen(spec(List.of("email", "sms")), new Idle("email:a", Channel.EMAIL)));
        assertEquals(422, problem.status());
        assertEquals(List.of(new Problem.At("/channels/1", "no-account")), problem.errors());
    }
}
