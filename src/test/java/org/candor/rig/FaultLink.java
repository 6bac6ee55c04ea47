package org.candor.rig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.candor.rig.FaultProxy.Way;
import org.candor.rig.FaultProxy.When;
import org.jspecify.annotations.Nullable;

/** One connection through the {@link FaultProxy}: two pumps. */
final class FaultLink {
    private static final int PIECE = 64 * 1024;

    private record Watch(FaultProxy.Rule rule, FaultProxy.Mark mark) {}

    private final FaultProxy proxy;
    private final Socket client;
    private final ConcurrentLinkedQueue<Watch> watches = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pumps = new AtomicInteger(2);
    private volatile @Nullable Socket server;
    private volatile boolean frozen;
    private volatile boolean dead;
    /** The direction in which the next byte is the answer at which this connection is cut. */
    private volatile @Nullable Way cutAt;

    FaultLink(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    /** Connects to the server, as soon as there is no silence, and forwards until both sides have ended. */
    void run(List<FaultProxy.Edit> edits) {
        try {
            client.setTcpNoDelay(true);
            proxy.hold(this);
            Socket there = proxy.connect();
            server = there;
            if (dead) {
                reset(there);
                return;
            }
            FaultLines toServer = new FaultLines(Way.TO_SERVER, edits);
            FaultLines toClient = new FaultLines(Way.TO_CLIENT, edits);
            Thread.ofVirtual().name("fault answers").start(() -> pump(Way.TO_CLIENT, there, client, toClient));
            pump(Way.TO_SERVER, client, there, toServer);
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    void watch(FaultProxy.Rule rule) {
        watches.add(new Watch(rule, rule.mark().get()));
    }

    void freeze() {
        frozen = true;
    }

    boolean frozen() {
        return frozen;
    }

    boolean alive() {
        return !dead;
    }

    void halfClose(Way way) {
        try {
            Socket to = way == Way.TO_CLIENT ? client : server;
            if (to != null) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            reset();
        }
    }

    void reset() {
        dead = true;
        reset(client);
        Socket there = server;
        if (there != null) {
            reset(there);
        }
        proxy.forget(this);
    }

    /** Closes at once: what is unsent is thrown away and the other end sees a reset. */
    static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private void pump(Way way, Socket from, Socket to, FaultLines lines) {
        byte[] piece = new byte[PIECE];
        try {
            for (int n = from.getInputStream().read(piece);
                    n >= 0;
                    n = from.getInputStream().read(piece)) {
                proxy.hold(this);
                int allowed = cut(way, piece, n);
                if (allowed != 0 && !to.isOutputShutdown()) {
                    lines.write(piece, allowed < 0 ? n : allowed, to.getOutputStream());
                }
                if (allowed >= 0) {
                    reset();
                    return;
                }
            }
            proxy.hold(this);
            if (!to.isOutputShutdown()) {
                to.shutdownOutput();
            }
            ended();
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    private void ended() throws IOException {
        if (pumps.decrementAndGet() == 0) {
            dead = true;
            client.close();
            Objects.requireNonNull(server).close();
            proxy.forget(this);
        }
    }

    /** How much of a piece is forwarded before the connection is cut; -1 if it is not cut. */
    private int cut(Way way, byte[] piece, int n) {
        if (cutAt == way) {
            return 0;
        }
        for (Watch it : watches) {
            int met = it.rule().way() == way ? it.mark().met(piece, n) : -1;
            if (met >= 0 && proxy.take(it.rule())) {
                if (it.rule().when() == When.AT_ANSWER) {
                    cutAt = way == Way.TO_SERVER ? Way.TO_CLIENT : Way.TO_SERVER;
                } else {
                    return it.rule().when() == When.AFTER ? met : 0;
                }
            }
        }
        return -1;
    }

    /** Forwards one direction, line by line where lines are to be changed. */
    private static final class FaultLines {
        private final List<FaultProxy.Edit> edits;
        private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

        FaultLines(Way way, List<FaultProxy.Edit> edits) {
            this.edits = edits.stream().filter(it -> it.way() == way).toList();
        }

        void write(byte[] piece, int n, java.io.OutputStream out) throws IOException {
            if (edits.isEmpty()) {
                out.write(piece, 0, n);
                return;
            }
            ByteArrayOutputStream changed = new ByteArrayOutputStream();
            for (int i = 0; i < n; i++) {
                unfinished.write(piece[i]);
                if (piece[i] == '\n') {
                    changed.writeBytes(edited(unfinished.toString(StandardCharsets.ISO_8859_1)));
                    unfinished.reset();
                }
            }
            out.write(changed.toByteArray());
        }

        private byte[] edited(String line) {
            String end = line.endsWith("\r\n") ? "\r\n" : "\n";
            String text = line.substring(0, line.length() - end.length());
            for (FaultProxy.Edit edit : edits) {
                text = text == null ? null : edit.line().apply(text);
            }
            return text == null ? new byte[0] : (text + end).getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
