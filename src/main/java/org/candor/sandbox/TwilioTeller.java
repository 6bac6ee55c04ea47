package org.candor.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Calls back with what became of a message: signed, on loopback only, and again when nobody answers well. */
final class TwilioTeller implements AutoCloseable {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1");
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int TRIES = 6;

    private final String account;
    private final String token;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong told = new AtomicLong();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private volatile Duration delay = Duration.ofMillis(50);
    private volatile Duration again = Duration.ofMillis(500);
    private volatile int port;
    private volatile int times = 1;
    private volatile boolean backwards;
    private volatile boolean silent;

    TwilioTeller(String account, String token) {
        this.account = account;
        this.token = token;
    }

    void wait(Duration before, Duration betweenTries) {
        delay = before;
        again = betweenTries;
    }

    void reroute(int realPort) {
        port = realPort;
    }

    int rerouted() {
        return port;
    }

    void repeat(int each) {
        times = each;
    }

    void reverse(boolean order) {
        backwards = order;
    }

    void silence(boolean quiet) {
        silent = quiet;
    }

    /** How many callbacks were answered with 2xx. */
    long told() {
        return told.get();
    }

    /** Tells all of it on a thread of its own. */
    void later(TwilioMessage message, String callback, List<TwilioScript.Receipt> receipts) {
        Thread.ofVirtual().name("sandbox-twilio-callback").start(() -> now(message, callback, receipts));
    }

    /** Tells all of it before it returns. The message's own status moves even if nobody is to be told. */
    void now(TwilioMessage message, String callback, List<TwilioScript.Receipt> receipts) {
        List<TwilioScript.Receipt> order = new ArrayList<>(receipts);
        receipts.forEach(receipt -> {
            if (!backwards) {
                pause(delay);
            }
            message.moves(receipt);
            if (!backwards) {
                tell(message, callback, receipt);
            }
        });
        if (backwards) {
            order.reversed().forEach(receipt -> tell(message, callback, receipt));
        }
    }

    private void tell(TwilioMessage message, String callback, TwilioScript.Receipt receipt) {
        if (address(callback) == null || silent) {
            return;
        }
        Map<String, String> fields = fields(message, receipt);
        String signed = callback.split("#", 2)[0];
        for (int i = 0; i < times; i++) {
            deliver(callback, sign(signed, fields), FormFields.write(fields));
        }
    }

    /** Where it really goes; null where it would leave this machine. */
    private @Nullable URI address(String callback) {
        if (callback.isEmpty()) {
            return null;
        }
        URI given = URI.create(callback);
        if (!"http".equals(given.getScheme()) || !HERE.contains(given.getHost())) {
            return null;
        }
        String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
        int to = port == 0 ? given.getPort() : port;
        return URI.create("http://" + given.getHost() + (to < 0 ? "" : ":" + to) + given.getRawPath() + query);
    }

    private Map<String, String> fields(TwilioMessage message, TwilioScript.Receipt receipt) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("AccountSid", account);
        fields.put("ApiVersion", "2010-04-01");
        fields.put("From", message.from());
        fields.put("MessageSid", message.sid());
        fields.put("MessageStatus", receipt.status());
        fields.put("SmsSid", message.sid());
        fields.put("SmsStatus", receipt.status());
        fields.put("To", message.to());
        if (receipt.code() != 0) {
            fields.put("ErrorCode", Integer.toString(receipt.code()));
        }
        return fields;
    }

    private String sign(String url, Map<String, String> fields) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            StringBuilder text = new StringBuilder(url);
            new TreeMap<>(fields).forEach((name, value) -> text.append(name).append(value));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HMAC-SHA1", missing);
        }
    }

    private void deliver(String callback, String signature, String body) {
        for (int tried = 0; tried < TRIES && closing.getCount() > 0; tried++) {
            // Asked for each time: the service may listen elsewhere by now.
            HttpRequest request = HttpRequest.newBuilder(Objects.requireNonNull(address(callback)))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("X-Twilio-Signature", signature)
                    .header("User-Agent", "TwilioProxy/1.1")
                    .POST(BodyPublishers.ofString(body))
                    .build();
            if (delivered(request)) {
                return;
            }
            pause(again);
        }
    }

    private boolean delivered(HttpRequest request) {
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                told.incrementAndGet();
            }
            // What is refused for good is not tried again.
            return status < 500 && status != 429;
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void pause(Duration time) {
        try {
            if (!time.isZero()) {
                closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        http.shutdownNow();
    }
}
