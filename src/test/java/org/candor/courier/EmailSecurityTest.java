package org.candor.courier;

import static org.candor.courier.CourierContract.await;
import static org.candor.courier.CourierContract.handoff;
import static org.candor.courier.EmailCourierTest.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.candor.delivery.Outcome;
import org.candor.delivery.Scope;
import org.candor.plumbing.Ids;
import org.candor.sandbox.SmtpSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, login and what is never said in clear. */
class EmailSecurityTest {
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private static Certificate certificate;
    private Path password;
    private Relay relay;
    private EmailCourier courier;

    @BeforeEach
    void password() throws IOException {
        if (certificate == null || !certificate.pem().startsWith(keys)) {
            certificate = Certificate.of(keys, "dns:localhost");
        }
        password = folder.resolve("password");
        Files.writeString(password, "correct horse\n");
    }

    @AfterEach
    void stop() {
        if (courier != null) {
            courier.close();
        }
        relay.close();
    }

    private void start(EmailAccount.Tls tls, boolean login, boolean trusted, UnaryOperator<SmtpSettings> change) {
        relay = Relay.start(folder.resolve("relay"), change);
        courier = Relay.courier(relay.account(
                tls, login ? password : null, trusted ? certificate.pem() : null, Relay.POOLING, Relay.PATIENT));
    }

    private Outcome send() {
        return await(courier.send(handoff(Ids.next(), 1, to("anna"))));
    }

    private void indicted(Scope scope, String reason) {
        Outcome.Indicted indicted = assertInstanceOf(Outcome.Indicted.class, send());
        assertEquals(scope, indicted.scope());
        assertEquals(reason, indicted.evidence().reason());
        assertEquals(0, relay.server().taken());
    }

    private static UnaryOperator<SmtpSettings> server(EmailAccount.Tls tls) {
        return settings -> tls == EmailAccount.Tls.SMTPS
                ? settings.withTlsFirst(certificate.context()).withLogin("user", "correct horse")
                : settings.withStartTls(certificate.context()).withLogin("user", "correct horse");
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "SMTPS"})
    void a_letter_goes_over_tls_with_a_login(EmailAccount.Tls tls) {
        start(tls, true, true, server(tls));
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(Outcome.Accepted.class, send());
        }
        assertEquals(5, relay.server().taken());
        assertEquals(1, relay.server().connected());
        assertTrue(relay.server().secured() > 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "SMTPS"})
    void a_certificate_of_an_unknown_authority_indicts_the_relay(EmailAccount.Tls tls) {
        start(tls, true, false, server(tls));
        indicted(Scope.RELAY, "certificate-invalid");
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "SMTPS"})
    void a_certificate_of_another_host_indicts_the_relay(EmailAccount.Tls tls) throws IOException {
        Certificate other = Certificate.of(Files.createDirectory(folder.resolve("other")), "dns:elsewhere.example");
        relay = Relay.start(
                folder.resolve("relay"),
                settings -> tls == EmailAccount.Tls.SMTPS
                        ? settings.withTlsFirst(other.context())
                        : settings.withStartTls(other.context()));
        courier = Relay.courier(relay.account(tls, null, other.pem(), Relay.POOLING, Relay.PATIENT));
        indicted(Scope.RELAY, "certificate-invalid");
    }

    @Test
    void p15_where_starttls_is_stripped_nothing_is_sent_in_clear() {
        start(EmailAccount.Tls.STARTTLS, true, true, settings -> settings.withLogin("user", "correct horse"));
        indicted(Scope.RELAY, "starttls-missing");
        Awaitility.await()
                .atMost(5, TimeUnit.SECONDS)
                .until(() -> relay.server().heard().contains("QUIT")
                        || relay.server().heard().size() == 1);
        assertTrue(relay.server().heard().stream().allMatch(verb -> verb.equals("EHLO") || verb.equals("QUIT")));
    }

    @Test
    void where_ehlo_is_not_understood_nothing_is_sent_in_clear() {
        start(EmailAccount.Tls.STARTTLS, true, true, server(EmailAccount.Tls.STARTTLS));
        relay.server().answer("EHLO", "502 5.5.1 not here");
        indicted(Scope.RELAY, "starttls-missing");
        assertFalse(relay.server().heard().contains("MAIL"));
        assertFalse(relay.server().heard().contains("AUTH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"535 5.7.8 wrong", "534 5.7.9 weak", "530 5.7.0 what", "538 5.7.11 encrypt"})
    void a_refused_login_indicts_the_account(String reply) {
        start(EmailAccount.Tls.STARTTLS, true, true, server(EmailAccount.Tls.STARTTLS));
        relay.server().answer("AUTH", reply);
        indicted(Scope.ACCOUNT, "login-refused");
    }

    @Test
    void a_refused_login_spares_the_others_theirs() {
        start(EmailAccount.Tls.STARTTLS, true, true, server(EmailAccount.Tls.STARTTLS));
        relay.server().answer("AUTH", "535 5.7.8 wrong");
        List<Uni<Outcome>> all = IntStream.range(0, 8)
                .mapToObj(i -> courier.send(handoff(Ids.next(), 1, to("anna"))))
                .toList();
        for (Outcome it : Uni.join().all(all).andFailFast().await().atMost(Duration.ofMinutes(1))) {
            assertEquals("login-refused", it.evidence().reason());
            assertEquals("535", it.evidence().code());
        }
        assertEquals(1, relay.server().heard("AUTH"));
    }

    @Test
    void a_wrong_password_indicts_the_account_and_a_new_one_holds_without_a_restart() throws IOException {
        Files.writeString(password, "wrong");
        start(EmailAccount.Tls.STARTTLS, true, true, server(EmailAccount.Tls.STARTTLS));
        indicted(Scope.ACCOUNT, "login-refused");
        Files.writeString(password, "correct horse\n");
        assertInstanceOf(Outcome.Accepted.class, send());
    }

    @Test
    void a_login_that_is_down_for_now_indicts_the_account_shortly() {
        start(EmailAccount.Tls.STARTTLS, true, true, server(EmailAccount.Tls.STARTTLS));
        relay.server().answer("AUTH", "454 4.7.0 temporary authentication failure");
        indicted(Scope.ACCOUNT, "login-unavailable");
    }

    @Test
    void a_login_that_is_no_longer_offered_indicts_the_account() {
        start(EmailAccount.Tls.STARTTLS, true, true, settings -> settings.withStartTls(certificate.context()));
        indicted(Scope.ACCOUNT, "auth-missing");
    }

    @Test
    void a_password_file_that_is_gone_indicts_the_account() throws IOException {
        start(EmailAccount.Tls.STARTTLS, true, true, server(EmailAccount.Tls.STARTTLS));
        Files.delete(password);
        indicted(Scope.ACCOUNT, "password-file-unreadable");
    }

    @Test
    void an_account_in_clear_must_be_on_this_machine_or_say_so() {
        relay = Relay.start(folder.resolve("relay"));
        assertThrows(IllegalArgumentException.class, () -> account("mail.example", false, null));
        assertEquals("mail.example", account("mail.example", true, null).host());
        assertEquals("127.0.0.1", account("127.0.0.1", false, null).host());
        assertThrows(IllegalArgumentException.class, () -> account("mail.example", true, "user"));
        assertThrows(IllegalArgumentException.class, () -> account("127.evil.example", false, null));
    }

    private EmailAccount account(String host, boolean clear, String user) {
        return new EmailAccount(
                "main",
                host,
                25,
                EmailAccount.Tls.NONE,
                clear,
                user,
                password,
                null,
                Relay.SENDER,
                Relay.POOLING,
                Relay.PATIENT);
    }
}
