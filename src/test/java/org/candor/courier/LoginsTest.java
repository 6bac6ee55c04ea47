package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may log in, and who is spared it. */
@Timeout(60)
class LoginsTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final SmtpReply NO = SmtpReply.read("535 5.7.8 no");

    @Test
    void one_at_a_time() throws Exception {
        Logins logins = new Logins();
        assertInstanceOf(Logins.Go.class, logins.enter("secret", LONG));
        assertInstanceOf(Logins.Late.class, logins.enter("secret", Duration.ZERO));
        logins.leave("secret", null);
        assertInstanceOf(Logins.Go.class, logins.enter("secret", Duration.ZERO));
    }

    @Test
    void who_waited_behind_a_refused_one_is_turned_away_with_its_answer() throws Exception {
        Logins logins = new Logins(LONG);
        logins.enter("secret", LONG);
        Callable<Logins.Turn> another = () -> logins.enter("secret", LONG);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Logins.Turn>> waiting = List.of(threads.submit(another), threads.submit(another));
            logins.leave("secret", NO);
            for (Future<Logins.Turn> it : waiting) {
                assertEquals(new Logins.Refused(NO), it.get());
            }
        }
        assertEquals(new Logins.Refused(NO), logins.enter("secret", Duration.ZERO));
        assertInstanceOf(Logins.Go.class, logins.enter("another", Duration.ZERO));
    }

    @Test
    void later_on_one_may_try_again() throws Exception {
        Logins logins = new Logins(Duration.ofMillis(100));
        logins.enter("secret", LONG);
        logins.leave("secret", NO);
        Awaitility.await().until(() -> logins.enter("secret", Duration.ZERO) instanceof Logins.Go);
    }
}
