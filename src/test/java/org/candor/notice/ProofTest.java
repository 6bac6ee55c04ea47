package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Handoff;
import org.candor.delivery.Outcome;
import org.candor.incident.Facts;
import org.candor.incident.Organisation;
import org.candor.letter.Content;
import org.candor.plumbing.Hosts;
import org.candor.plumbing.Ids;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProofTest {
    private static final Map<Channel, List<String>> TEXT = Map.of(Channel.SMS, List.of("sms:main"));
    private static final Map<Channel, List<String>> EVERYWHERE = Map.of(
            Channel.EMAIL, List.of("email:main"),
            Channel.SMS, List.of("sms:main"),
            Channel.SOCIAL, List.of("mastodon:main", "bluesky:main", "discourse:main"));

    @Inject
    Proof proof;

    @Inject
    PublicWords words;

    @Inject
    Notices notices;

    @Inject
    Sampler sampler;

    @Inject
    Posts posts;

    @Inject
    Hosts hosts;

    @Test
    void our_own_words_fit_everywhere() {
        assertDoesNotThrow(() -> proof.check(notice(null, null), EVERYWHERE));
    }

    @Test
    void a_text_that_fits_alone_may_be_too_long_with_its_link_and_code() {
        String own = "a".repeat(1520);
        assertWrong("sms-too-long", List.of("/content/en/sms"), notice(own, null), TEXT);
        assertDoesNotThrow(() -> proof.check(notice(own, null), Map.of(Channel.EMAIL, List.of("email:main"))));
        assertDoesNotThrow(() -> proof.check(notice("a".repeat(1400), null), TEXT));
    }

    @Test
    void a_post_is_counted_as_each_of_its_networks_counts() {
        Notice notice = notice(null, "a".repeat(290));
        assertWrong("post-too-long", List.of("/content/en/social"), notice, EVERYWHERE);
        assertDoesNotThrow(() -> proof.check(notice, Map.of(Channel.SOCIAL, List.of("mastodon:main"))));
        assertWrong(
                "post-too-long",
                List.of("/content/en/social"),
                notice(null, "a".repeat(1000)),
                Map.of(Channel.SOCIAL, List.of("mastodon:main", "bluesky:main")));
        assertDoesNotThrow(
                () -> proof.check(notice(null, "a".repeat(1000)), Map.of(Channel.SOCIAL, List.of("discourse:main"))));
    }

    /** Facts are taken when a notice is submitted: a link to a host that was the organisation's own must not slip through. */
    @Test
    void what_may_be_said_is_judged_by_the_organisation_as_it_is_now() {
        Notice own = notice(null, "See https://example.com/breach");
        Notice moved = notice(null, "See https://hook.example/breach");
        assertDoesNotThrow(() -> proof.check(own, EVERYWHERE));
        assertWrong("post-not-allowed", List.of("/content/en/social"), moved, EVERYWHERE);
        assertDoesNotThrow(() -> proof.check(moved, TEXT));
    }

    /** An instance may take less than its network's software does by itself. */
    @Test
    void an_account_that_takes_less_than_its_network_is_asked_before_anything_goes_out() {
        Map<Channel, List<String>> small = Map.of(Channel.SOCIAL, List.of("mastodon:small"));
        Notice notice = notice(null, "a".repeat(290));
        assertDoesNotThrow(() -> proof.check(notice, small));
        Proof asking = new Proof(
                notices, sampler, posts, words, new Couriers(List.of(new Limited("mastodon:small", 200))), hosts);
        assertEquals(
                "post-too-long",
                assertThrows(Problem.class, () -> asking.check(notice, small)).slug());
        assertDoesNotThrow(() -> asking.check(notice(null, "a".repeat(100)), small));
    }

    @Test
    void an_account_that_takes_more_than_its_network_gets_more() {
        Map<Channel, List<String>> large = Map.of(Channel.SOCIAL, List.of("mastodon:large"));
        Couriers couriers = new Couriers(List.of(new Limited("mastodon:large", 5_000)));
        PublicWords reading = new PublicWords(couriers, hosts);
        Proof asking = new Proof(notices, sampler, posts, reading, couriers, hosts);
        Notice notice = notice(null, "a".repeat(2_000));
        assertWrong("post-too-long", List.of("/content/en/social"), notice, large);
        assertDoesNotThrow(() -> asking.check(notice, large));
        Violations wrong = new Violations();
        reading.check(notice.spec(), Samples.facts(), wrong);
        assertDoesNotThrow(wrong::orThrow);
        assertEquals(
                "post-too-long",
                assertThrows(Problem.class, () -> asking.check(notice(null, "a".repeat(5_001)), large))
                        .slug());
    }

    private record Limited(String account, int longest) implements Courier {
        @Override
        public Channel channel() {
            return Channel.SOCIAL;
        }

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
            throw new AssertionError("nothing goes out");
        }

        @Override
        public void close() {}
    }

    /** It stands in our own words and in a forum's title, where it would call people or lead them elsewhere. */
    @Test
    void the_name_of_the_organisation_may_not_say_what_a_post_may_not() {
        Notice notice = named("Ask @everyone at evil.example", null);
        assertWrong("post-not-allowed", List.of("/incident/organisation/name"), notice, EVERYWHERE);
        Notice own = named("Ask @everyone at evil.example", "We had a breach.");
        assertWrong("post-not-allowed", List.of("/incident/organisation/name"), own, EVERYWHERE);
        assertDoesNotThrow(() -> proof.check(own, Map.of(Channel.SOCIAL, List.of("mastodon:main"))));
        assertDoesNotThrow(() -> proof.check(notice, TEXT));
    }

    @Test
    void all_own_posts_together_are_read_up_to_a_bound() {
        Content base = Samples.content();
        Map<String, Content> contents = new TreeMap<>();
        for (String locale : List.of("de", "en", "es", "fr")) {
            contents.put(
                    locale,
                    new Content(
                            base.whatHappened(),
                            base.whatWeAreDoing(),
                            base.whatYouCanDo(),
                            null,
                            null,
                            null,
                            "a ".repeat(12_000) + "b"));
        }
        Violations wrong = new Violations();
        words.checkAgain(spec(Samples.spec().channels(), contents), Samples.facts(), wrong);
        Problem problem = assertThrows(Problem.class, wrong::orThrow);
        assertEquals("post-too-long", problem.slug());
        assertEquals(
                List.of("/content/es/social"),
                problem.errors().stream().map(Problem.At::pointer).toList());
    }

    @Test
    void nobodys_papers_stand_on_the_page_that_a_post_leads_to() {
        Violations posted = read(List.of("email", "social"), "The card 4111 1111 1111 1111 was used.");
        Problem problem = assertThrows(Problem.class, posted::orThrow);
        assertEquals("pii-in-public-post", problem.slug());
        assertEquals(
                List.of("/content/en/what_happened"),
                problem.errors().stream().map(Problem.At::pointer).toList());
        assertDoesNotThrow(() ->
                read(List.of("email"), "The card 4111 1111 1111 1111 was used.").orThrow());
        assertDoesNotThrow(() -> read(List.of("social"), "Ring the authority: +1 877 438 4338, help@authority.example.")
                .orThrow());
    }

    private Violations read(List<String> channels, String whatHappened) {
        Content base = Samples.content();
        Content content = new Content(whatHappened, base.whatWeAreDoing(), base.whatYouCanDo(), null, null, null, null);
        Violations wrong = new Violations();
        words.check(spec(channels, Map.of("en", content)), Samples.facts(), wrong);
        return wrong;
    }

    @Test
    void all_that_is_too_long_is_told_at_once() {
        Problem problem =
                assertThrows(Problem.class, () -> proof.check(notice("a".repeat(1530), "b".repeat(400)), EVERYWHERE));
        assertEquals(
                List.of("/content/en/sms", "/content/en/social"),
                problem.errors().stream().map(Problem.At::pointer).toList());
    }

    private void assertWrong(String slug, List<String> places, Notice notice, Map<Channel, List<String>> accounts) {
        Problem problem = assertThrows(Problem.class, () -> proof.check(notice, accounts));
        assertEquals(422, problem.status());
        assertEquals(slug, problem.slug());
        assertEquals(places, problem.errors().stream().map(Problem.At::pointer).toList());
    }

    private static Notice named(String name, @Nullable String social) {
        Facts it = Samples.facts();
        Notice notice = notice(null, social);
        notice.facts = StrictJson.write(new Facts(
                it.reference(),
                it.title(),
                new Organisation(name, "privacy@example.com", null, "https://example.com", null),
                it.occurredFrom(),
                it.occurredTo(),
                it.discoveredAt(),
                it.exposed(),
                it.compromisedChannels(),
                it.emailNeedsConsentIn()));
        return notice;
    }

    private static Notice notice(@Nullable String sms, @Nullable String social) {
        Content base = Samples.content();
        Content content =
                new Content(base.whatHappened(), base.whatWeAreDoing(), base.whatYouCanDo(), null, null, sms, social);
        Notice notice = new Notice();
        notice.id = Ids.next();
        notice.incident = Ids.next();
        notice.slug = "2026-11-21-8a9b0c1d2e";
        notice.facts = StrictJson.write(Samples.facts());
        notice.spec = StrictJson.write(spec(List.of("email", "sms", "social"), Map.of("en", content)));
        return notice;
    }

    private static Spec spec(List<String> channels, Map<String, Content> contents) {
        Spec usual = Samples.spec();
        return new Spec(
                usual.kind(),
                null,
                channels,
                usual.strategy(),
                "en",
                usual.smsHours(),
                contents,
                usual.reset(),
                null,
                null,
                usual.onUnknown(),
                List.of());
    }
}
