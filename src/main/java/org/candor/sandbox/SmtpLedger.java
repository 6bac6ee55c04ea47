package org.candor.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server on loopback that writes each message it takes into {@code ledger.ndjson} and syncs the file before it
 * says 250: {@code {"at":…,"message_id":…,"sender":…,"rcpt":…,"size":…,"file":…}}. The ledger is the truth that the service's own
 * books are compared with.
 *
 * <p>The local part of the first recipient up to {@code +} tells it how to behave; everybody else is simply taken.
 *
 * <ul>
 *   <li>at RCPT ({@code bounce} and {@code busy} quote the address): {@code bounce} 550 5.1.1 · {@code refused} 554 5.7.1 · {@code disabled} 550 5.2.1 · {@code busy} 451
 *       4.7.1 · {@code greylist} 450 4.2.0 · {@code full} 452 4.2.2 · {@code over-quota} 552 5.2.2 · {@code throttle} 421
 *       4.7.0 and closes · {@code cut-at-rcpt} closes · {@code silent-rcpt} never answers · {@code garbled-rcpt} answers
 *       nonsense · {@code slow-rcpt} waits · {@code multi-line} takes in two lines · {@code 8bit-rcpt} 550 with 8-bit text
 *   <li>at DATA: {@code cut-before-dot} closes instead of asking for the message · {@code cut-in-data} asks for it and
 *       closes, so that the client cannot know how much was read
 *   <li>at the final dot: {@code cut-after-dot} takes it and closes without a word · {@code silent-after-dot} takes it
 *       and never answers · {@code slow} takes it and waits · {@code garbled} takes it and answers nonsense · {@code
 *       dot-2xx} takes it with 251
 *   <li>{@code slow-<n>}: takes it and waits n times as long as {@code slow}
 *   <li>by number: {@code rcpt-451-4.3.2}, {@code dot-454}, {@code dot-554-5.7.26}: that code there
 *   <li>{@code -once} and {@code -twice} behind any of these ({@code busy-twice}, {@code dot-454-once}): the first one or
 *       two times for that very address, then it is taken
 * </ul>
 */
public final class SmtpLedger implements AutoCloseable {
    private static final int REMEMBERED = 1_000;

    private final SmtpSettings settings;
    private final ServerSocket listener;
    private final Ledger ledger;
    private final SmtpScript script = new SmtpScript();
    private final Map<String, Act> forced = new ConcurrentHashMap<>();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong connected = new AtomicLong();
    private final AtomicLong secured = new AtomicLong();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Queue<String> heard = new ArrayBlockingQueue<>(REMEMBERED);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Captures captures;
    private volatile Latency latency = new Latency(Duration.ZERO, Duration.ZERO);

    private record Latency(Duration least, Duration most) {
        Duration some() {
            return least.plusNanos(
                    ThreadLocalRandom.current().nextLong(most.minus(least).toNanos() + 1));
        }
    }

    private SmtpLedger(SmtpSettings settings, InstantSource clock) throws IOException {
        this.settings = settings;
        this.listener = new ServerSocket(settings.port(), 1_024, InetAddress.getLoopbackAddress());
        this.ledger = new Ledger(settings.folder().resolve("ledger.ndjson"), clock);
        Files.createDirectories(settings.folder().resolve("mail"));
    }

    /** Starts to listen; throws if the port is taken or the folder cannot be written. */
    public static SmtpLedger start(SmtpSettings settings) throws IOException {
        SmtpLedger server = new SmtpLedger(settings, InstantSource.system());
        Thread.ofVirtual().name("sandbox-smtp").start(server::listen);
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    InetAddress address() {
        return listener.getInetAddress();
    }

    /** How many messages it has taken since it started. */
    public long taken() {
        return taken.get();
    }

    /** How many connections it has accepted since it started. */
    public long connected() {
        return connected.get();
    }

    /** How many connections turned to TLS. */
    public long secured() {
        return secured.get();
    }

    /** The commands heard, without their arguments, oldest first; the last thousand. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /** How often a command was heard since the start. */
    public long heard(String verb) {
        LongAdder count = counts.get(verb);
        return count == null ? 0 : count.sum();
    }

    void hears(String verb) {
        if (counts.size() < REMEMBERED) {
            counts.computeIfAbsent(verb, _ -> new LongAdder()).increment();
        }
        while (!heard.offer(verb)) {
            heard.poll();
        }
    }

    void turnedToTls() {
        secured.incrementAndGet();
    }

    /**
     * From now on answers a command with this reply, whoever asks: {@code answer("AUTH", "535 5.7.8 no")}. Besides the
     * commands there are {@code GREETING} and the final dot {@code .}, at which then nothing is taken; a reply that starts
     * with 421 also closes.
     */
    public void answer(String command, String reply) {
        Act act = Act.say(reply);
        forced.put(command, reply.startsWith("421") ? act.andCut() : act);
    }

    /** From now on closes the connection instead of answering the command. */
    public void cut(String command) {
        forced.put(command, Act.CUT);
    }

    /** Says nothing to the command from now on. */
    public void ignore(String command) {
        forced.put(command, Act.SILENCE);
    }

    /** Where mails are kept for show; null for nowhere. */
    void captureIn(@Nullable Captures shown) {
        captures = shown;
    }

    /** From now on what was taken is answered after a time at random from {@code least} to {@code most}. */
    public void latency(Duration least, Duration most) {
        latency = new Latency(least, most);
    }

    /** Waits as {@link #latency} says. */
    void delay() {
        Duration wait = latency.some();
        if (!wait.isZero()) {
            pause(wait);
        }
    }

    /** Back to the usual answers. */
    public void behave() {
        forced.clear();
    }

    /** Closes every connection, as a server does that is restarted; the next ones are served. */
    public void disconnectAll() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Nullable
    Act forced(String command) {
        return forced.isEmpty() ? null : forced.get(command);
    }

    SmtpScript script() {
        return script;
    }

    /** Waits, unless the server closes first. */
    void pause(Duration wait) {
        try {
            closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    long record(String messageId, String sender, List<String> recipients, SmtpWire.Message message) throws IOException {
        long number = taken.incrementAndGet();
        String file = null;
        if (settings.keepMail()) {
            file = "mail/" + number + ".eml";
            Files.write(settings.folder().resolve(file), plain(message));
        }
        for (String recipient : recipients) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("message_id", messageId);
            line.put("sender", sender);
            line.put("rcpt", recipient);
            line.put("size", message.length());
            line.put("file", file);
            ledger.add(line);
        }
        Captures shown = captures;
        if (shown != null) {
            byte[] source = plain(message);
            String to = String.join(", ", recipients);
            shown.add(sender, to, MailSource.subject(source), new Capture.Mail(source));
        }
        return number;
    }

    /** The message without its doubled dots. */
    private static byte[] plain(SmtpWire.Message message) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(message.length());
        boolean lineStart = true;
        for (int i = 0; i < message.length(); i++) {
            byte b = message.bytes()[i];
            if (!(lineStart && b == '.')) {
                plain.write(b);
            }
            lineStart = b == '\n';
        }
        return plain.toByteArray();
    }

    private void listen() {
        while (closing.getCount() > 0) {
            try {
                Socket client = listener.accept();
                connected.incrementAndGet();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException gone) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            client.setSoTimeout((int) settings.idle().toMillis());
            if (clients.size() > settings.connections()) {
                client.getOutputStream()
                        .write("421 4.3.2 too many connections\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            new SmtpSession(this, settings, client).serve();
        } catch (IOException | UncheckedIOException | IllegalArgumentException left) {
            // The client's affair: it left, was silent too long or spoke nonsense. The next one is served.
        } finally {
            clients.remove(client);
        }
    }

    /** Closes all connections and the ledger. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
        ledger.close();
    }
}
