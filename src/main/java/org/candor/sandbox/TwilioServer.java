package org.candor.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback that speaks Twilio's API for messages: create, list, fetch, and signed callbacks. Each message it
 * takes stands in {@code sms-ledger.ndjson}, on the disk before it answers:
 * {@code {"at":…,"sid":…,"attempt":…,"to":…,"from":…,"body":…,"segments":…,"validity":…}}.
 *
 * <p>The recipient's number tells it how to behave; everybody else is taken, and told {@code sent} and {@code delivered}.
 * Twilio's own magic numbers, as its documentation has them:
 *
 * <ul>
 *   <li>to {@code +15005550001} 21211 · {@code 2} 21612 · {@code 3} 21408 · {@code 4} 21610 · {@code 9} 21614
 *   <li>from {@code +15005550001} 21212 · {@code 7} 21606 · {@code 8} 21611
 * </ul>
 *
 * And ranges of our own, {@code X} being any digit:
 *
 * <ul>
 *   <li>{@code +15005551XXX} 500, not taken · {@code +15005558XXX} 503, not taken
 *   <li>{@code +15005552XXX} taken, the connection closed without an answer, then told {@code delivered} · {@code
 *       +15005553XXX} the same and never told · {@code +15005559XXX} taken, answered 201 with nonsense, then told {@code
 *       delivered}
 *   <li>{@code +15005554XXX} 429 with Retry-After 1 the first time, then taken
 *   <li>{@code +15005555XXX} taken, answered after two seconds
 *   <li>{@code +15005556XXX} taken, told {@code undelivered} 30006 · {@code +15005557XXX} told {@code undelivered} 30003
 *       the first time, then {@code delivered}
 * </ul>
 */
public final class TwilioServer implements AutoCloseable {
    /** The one account it knows. */
    public static final String ACCOUNT = "AC" + "0".repeat(26) + "5a4db0";

    private static final Pattern PATH =
            Pattern.compile("/2010-04-01/Accounts/(AC[0-9a-f]{32})/Messages(?:/(SM[0-9a-f]{32}))?\\.json");
    private static final Pattern ATTEMPT = Pattern.compile("/hooks/twilio/([0-9a-fA-F-]{36})");
    private static final int LONGEST_BODY = 1_600;

    private final TwilioLogin login;
    private final Ledger ledger;
    private final HttpStage stage;
    private final TwilioTeller teller;
    private final InstantSource clock;
    private final TwilioScript script = new TwilioScript();
    private final TwilioBooks books = new TwilioBooks();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();
    private final AtomicInteger outage = new AtomicInteger();
    private final AtomicInteger mute = new AtomicInteger();
    private volatile int outageStatus = 503;
    private volatile int muteStatus = 500;
    private volatile TwilioScript.@Nullable Refuse forced;
    private volatile Duration latency = Duration.ZERO;
    private volatile boolean keepsWords = true;
    private volatile boolean tellsFirst;
    private volatile @Nullable Captures captures;

    private TwilioServer(Path folder, int port, InstantSource clock) throws IOException {
        this.clock = clock;
        this.login = TwilioLogin.in(folder);
        this.ledger = new Ledger(folder.resolve("sms-ledger.ndjson"), clock);
        this.teller = new TwilioTeller(login.account(), login.token());
        this.stage = new HttpStage(port, this::answer);
    }

    /** Starts to listen, on a free port for 0; throws if the port is taken or the folder cannot be written. */
    public static TwilioServer start(Path folder, int port) throws IOException {
        return new TwilioServer(folder, port, InstantSource.system());
    }

    public int port() {
        return stage.port();
    }

    /** The file with that account's auth token, for its owner only. */
    public Path tokenFile() {
        return login.file();
    }

    /** How many messages it has taken since it started. */
    public long taken() {
        return taken.get();
    }

    /** How many times a message was posted, whatever became of it. */
    public long posts() {
        return posts.get();
    }

    /** How many callbacks were answered well. */
    public long told() {
        return teller.told();
    }

    /** From now on every message is refused with that status and code; code 0 answers with a page instead of JSON. */
    public void answer(int status, int code) {
        forced = new TwilioScript.Refuse(status, code, null);
    }

    /** From now on every message is refused with 429 and asked to wait. */
    public void busy(int retryAfterSeconds) {
        forced = new TwilioScript.Refuse(429, 20429, retryAfterSeconds);
    }

    /** The next so many messages are not taken and answered with that status. */
    public void outage(int messages, int status) {
        outageStatus = status;
        outage.set(messages);
    }

    /** The next so many messages are taken, told of as usual, and answered with that status. */
    public void failAfterTake(int messages, int status) {
        muteStatus = status;
        mute.set(messages);
    }

    /** Each answer takes so long from now on. */
    public void latency(Duration time) {
        latency = time;
    }

    /** How long after a message its callbacks come, and how long after a failed one the next try. */
    public void callbacksAfter(Duration time, Duration betweenTries) {
        teller.wait(time, betweenTries);
    }

    /** Callbacks come before the answer to the message. */
    public void callbacksFirst(boolean first) {
        tellsFirst = first;
    }

    /** Each callback comes so many times. */
    public void callbacksRepeated(int times) {
        teller.repeat(times);
    }

    /** The last callback comes first. */
    public void callbacksReversed(boolean reversed) {
        teller.reverse(reversed);
    }

    /** No callbacks; messages move on all the same. */
    public void callbacksSilent(boolean silent) {
        teller.silence(silent);
    }

    /** Callbacks go to this port, whatever their address says, as through a proxy. The address they are signed for stays. */
    public void reroute(int port) {
        teller.reroute(port);
    }

    int rerouted() {
        return teller.rerouted();
    }

    /** Whether a listed message shows its words. */
    public void keepsWords(boolean keeps) {
        keepsWords = keeps;
    }

    /** Where messages are kept for show; null for nowhere. */
    void captureIn(@Nullable Captures shown) {
        captures = shown;
    }

    /** Back to the usual answers. */
    public void behave() {
        forced = null;
        outage.set(0);
        mute.set(0);
    }

    private HttpStage.Reply answer(HttpStage.Call call) {
        Matcher path = PATH.matcher(call.path());
        boolean post = call.method().equals("POST") && path.matches() && path.group(2) == null;
        if (post) {
            posts.incrementAndGet();
        }
        HttpStage.Reply reply;
        if (!login.holds(call.header("Authorization"))
                || (path.matches() && !login.account().equals(path.group(1)))) {
            reply = TwilioAnswers.error(401, 20003);
        } else if (post) {
            reply = create(FormFields.read(call.text()));
        } else if (call.method().equals("GET") && path.matches()) {
            reply = path.group(2) == null ? list(FormFields.read(call.query())) : fetch(path.group(2));
        } else {
            reply = TwilioAnswers.error(404, 20404);
        }
        return reply.after(reply.delay().plus(latency));
    }

    private HttpStage.Reply create(Map<String, String> form) {
        String to = form.getOrDefault("To", "");
        TwilioScript.Refuse out = outage();
        if (out != null) {
            return TwilioAnswers.refusal(out, to);
        }
        String from = form.getOrDefault("MessagingServiceSid", form.getOrDefault("From", ""));
        String body = form.getOrDefault("Body", "");
        int wrong = to.isEmpty() ? 21604 : from.isEmpty() ? 21603 : body.isEmpty() ? 21602 : 0;
        if (wrong == 0 && body.length() > LONGEST_BODY) {
            wrong = 21617;
        }
        if (wrong != 0) {
            return TwilioAnswers.error(400, wrong);
        }
        return switch (script.part(from, to)) {
            case TwilioScript.Refuse it -> TwilioAnswers.refusal(it, to);
            case TwilioScript.Take it -> take(it, from, to, form);
        };
    }

    private TwilioScript.@Nullable Refuse outage() {
        boolean out = outage.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        return out ? new TwilioScript.Refuse(outageStatus, 20503, null) : forced;
    }

    private HttpStage.Reply take(TwilioScript.Take part, String from, String to, Map<String, String> form) {
        String body = form.getOrDefault("Body", "");
        String callback = form.getOrDefault("StatusCallback", "");
        String sid = "SM" + UUID.randomUUID().toString().replace("-", "");
        TwilioMessage message = new TwilioMessage(login.account(), sid, from, to, body, clock.instant());
        String json = message.json(true).toString();
        books.add(message);
        taken.incrementAndGet();
        record(message, form);
        if (tellsFirst) {
            teller.now(message, callback, part.receipts());
        } else {
            teller.later(message, callback, part.receipts());
        }
        if (mute.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return TwilioAnswers.error(muteStatus, 20500);
        }
        HttpStage.Reply reply = switch (part.answer()) {
            case USUAL -> HttpStage.Reply.json(201, json);
            case CUT -> HttpStage.Reply.cut();
            case UNUSABLE -> HttpStage.Reply.html(201, "<html><body>taken, says a proxy</body></html>");
        };
        return reply.after(part.delay());
    }

    private void record(TwilioMessage message, Map<String, String> form) {
        String body = form.getOrDefault("Body", "");
        Matcher attempt = ATTEMPT.matcher(form.getOrDefault("StatusCallback", ""));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("sid", message.sid());
        line.put("attempt", attempt.find() ? attempt.group(1) : "");
        line.put("to", message.to());
        line.put("from", message.from());
        line.put("body", body);
        line.put("segments", SmsSegments.count(body));
        line.put("validity", form.getOrDefault("ValidityPeriod", ""));
        ledger.add(line);
        Captures shown = captures;
        if (shown != null) {
            shown.add(message.from(), message.to(), body, new Capture.Text(message, body));
        }
    }

    private HttpStage.Reply list(Map<String, String> query) {
        String from = query.getOrDefault("From", "");
        List<TwilioMessage> found = books.to(query.getOrDefault("To", "")).stream()
                .filter(it -> from.isEmpty() || it.from().equals(from))
                .toList();
        return HttpStage.Reply.json(200, TwilioAnswers.page(login.account(), query, found, keepsWords));
    }

    private HttpStage.Reply fetch(String sid) {
        TwilioMessage message = books.of(sid);
        return message == null
                ? TwilioAnswers.error(404, 20404)
                : HttpStage.Reply.json(200, message.json(keepsWords).toString());
    }

    @Override
    public void close() throws IOException {
        teller.close();
        stage.close();
        ledger.close();
    }
}
