package org.candor.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback in front of one server, which breaks the network on request. What it does not forward it keeps:
 * when a silence ends, what was sent into it arrives late, as after a real one.
 *
 * <p>At most {@value #MOST} connections at once; more are reset. Closing it resets all.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int MOST = 512;
    private static final int CONNECT_MILLIS = 5_000;

    /** A direction of a connection. */
    public enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    /** When a connection is cut once a {@link Mark} is met; both sides see a reset. */
    public enum When {
        /** The piece that completes the mark is not forwarded, nor is anything behind it. */
        BEFORE,
        /** All up to the end of the mark is forwarded, nothing behind it. */
        AFTER,
        /** Forwarded; cut when the other side answers: it has acted, and nobody hears of it. */
        AT_ANSWER
    }

    /** Watches one direction of one connection. */
    @FunctionalInterface
    public interface Mark {
        /** Looks at the next bytes; answers how many of them complete the mark, or -1 while it was not met. */
        int met(byte[] bytes, int count);
    }

    /** A rule for cuts: each connection gets a mark of its own; {@code left} counts down to no more cuts. */
    record Rule(Way way, Supplier<Mark> mark, When when, AtomicInteger left) {}

    /** How lines of one direction are changed; null drops a line. */
    record Edit(Way way, UnaryOperator<@Nullable String> line) {}

    private final ServerSocket door;
    private final Set<FaultLink> links = ConcurrentHashMap.newKeySet();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Edit> edits = new CopyOnWriteArrayList<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Object silence = new Object();
    private volatile int upstream;
    private volatile boolean silent;
    private volatile boolean refusing;
    private volatile boolean closed;
    private volatile Duration delay = Duration.ZERO;

    private final Thread accepting;

    private FaultProxy(ServerSocket door, int upstream) {
        this.door = door;
        this.upstream = upstream;
        this.accepting = Thread.ofVirtual().name("fault proxy").unstarted(this::accept);
    }

    /** Listens on a free port and forwards to this one, both on loopback. */
    public static FaultProxy to(int upstream) throws IOException {
        FaultProxy proxy = new FaultProxy(new ServerSocket(0, MOST, InetAddress.getLoopbackAddress()), upstream);
        proxy.accepting.start();
        return proxy;
    }

    public int port() {
        return door.getLocalPort();
    }

    /** From now on new connections lead to this port. */
    public void upstream(int port) {
        upstream = port;
    }

    /** Undoes everything but a change of the server: what was kept back is forwarded now, what comes is forwarded. */
    public void pass() {
        rules.clear();
        edits.clear();
        delay = Duration.ZERO;
        refusing = false;
        synchronized (silence) {
            silent = false;
            silence.notifyAll();
        }
    }

    /** Connections stay and are accepted, and nothing is forwarded either way until {@link #pass()}. */
    public void blackhole() {
        silent = true;
    }

    /** Connections that are open now forward nothing any more, for good; new ones are not touched. */
    public void freeze() {
        links.forEach(FaultLink::freeze);
    }

    /** Resets the connections that are open now. */
    public void reset() {
        links.forEach(FaultLink::reset);
    }

    /** Resets each new connection, as if nobody listened, until {@link #pass()}. */
    public void refuse() {
        refusing = true;
    }

    /** What is forwarded waits this long, each piece for itself, until {@link #pass()}. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Ends this direction of the connections that are open now; the other one goes on. */
    public void halfClose(Way way) {
        links.forEach(it -> it.halfClose(way));
    }

    /** Cuts {@code times} connections, those open now and new ones, each where its mark is met, until {@link #pass()}. */
    public void cut(Way way, Supplier<Mark> mark, When when, int times) {
        Rule rule = new Rule(way, mark, when, new AtomicInteger(times));
        rules.add(rule);
        links.forEach(it -> it.watch(rule));
    }

    /** Cuts where this text goes by. */
    public void cut(Way way, String text, When when, int times) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        cut(way, () -> new FaultMarks.Text(bytes), when, times);
    }

    /** Cuts after so many bytes, counted from now. */
    public void cutAfter(Way way, long bytes, int times) {
        cut(way, () -> new FaultMarks.Count(bytes), When.AFTER, times);
    }

    /**
     * Changes the lines of a direction, given without their end, on new connections until {@link #pass()}. A protocol of
     * lines is assumed: an unfinished line waits for its end.
     */
    public void edit(Way way, UnaryOperator<@Nullable String> line) {
        edits.add(new Edit(way, line));
    }

    /** Connections open now. */
    public int open() {
        return links.size();
    }

    /** Connections since the start. */
    public long accepted() {
        return accepted.get();
    }

    /** Connections cut by a mark since the start. */
    public int cuts() {
        return cuts.get();
    }

    /** When it returns nobody is let in any more: a closed door lets in who stands in it. */
    @Override
    public void close() throws IOException {
        closed = true;
        door.close();
        try {
            accepting.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        pass();
        links.forEach(FaultLink::reset);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = door.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().name("fault link").start(() -> open(client));
            } catch (IOException e) {
                // Closed, or a connection that was gone before it was taken.
            }
        }
    }

    private void open(Socket client) {
        if (refusing || links.size() >= MOST) {
            FaultLink.reset(client);
            return;
        }
        FaultLink link = new FaultLink(this, client);
        links.add(link);
        // Whoever closed or reset all in between did not see this one.
        if (closed) {
            link.reset();
            return;
        }
        rules.forEach(link::watch);
        link.run(edits);
    }

    Socket connect() throws IOException {
        Socket server = new Socket();
        server.setTcpNoDelay(true);
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream), CONNECT_MILLIS);
        return server;
    }

    void forget(FaultLink link) {
        links.remove(link);
        synchronized (silence) {
            silence.notifyAll();
        }
    }

    /** Waits for the end of a silence, of the delay, or of the link. */
    void hold(FaultLink link) throws InterruptedException {
        Duration each = delay;
        if (!each.isZero()) {
            Thread.sleep(each);
        }
        if (silent || link.frozen()) {
            synchronized (silence) {
                while ((silent || link.frozen()) && link.alive()) {
                    silence.wait();
                }
            }
        }
    }

    /** Takes one of the cuts that a rule has left. */
    boolean take(Rule rule) {
        boolean taken = rules.contains(rule) && rule.left().getAndUpdate(it -> Math.max(0, it - 1)) > 0;
        if (taken) {
            cuts.incrementAndGet();
        }
        return taken;
    }
}
