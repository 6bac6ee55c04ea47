package org.candor.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.candor.rig.FaultProxy.Way;
import org.candor.rig.FaultProxy.When;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault as the two ends of a connection see it. */
@Timeout(60)
class FaultProxyTest {
    private static final int QUIET_MILLIS = 200;

    private Echo server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new Echo("");
        proxy = FaultProxy.to(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void it_forwards_both_ways_and_the_end_of_each() throws Exception {
        try (Socket client = connect()) {
            say(client, "hello");
            assertEquals("hello", heard(client, 5));
            client.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
        }
        Awaitility.await().until(() -> proxy.open() == 0);
        assertEquals(1, proxy.accepted());
    }

    @Test
    void what_is_sent_into_a_silence_arrives_after_it() throws Exception {
        try (Socket client = connect()) {
            proxy.blackhole();
            say(client, "late");
            assertSilent(client);
            try (Socket another = connect()) {
                say(another, "too");
                assertSilent(another);
                assertEquals(0, server.heard.size());
                proxy.pass();
                assertEquals("too", heard(another, 3));
            }
            assertEquals("late", heard(client, 4));
        }
    }

    @Test
    void frozen_connections_stay_silent_and_new_ones_work() throws Exception {
        try (Socket client = connect()) {
            say(client, "a");
            assertEquals("a", heard(client, 1));
            proxy.freeze();
            say(client, "b");
            try (Socket another = connect()) {
                say(another, "c");
                assertEquals("c", heard(another, 1));
            }
            proxy.pass();
            assertSilent(client);
        }
    }

    @Test
    void a_reset_is_a_reset_on_both_sides() throws Exception {
        try (Socket client = connect()) {
            say(client, "a");
            assertEquals("a", heard(client, 1));
            proxy.reset();
            assertThrows(SocketException.class, () -> client.getInputStream().read());
            assertEquals("reset", server.next("a"));
        }
        try (Socket client = connect()) {
            say(client, "b");
            assertEquals("b", heard(client, 1));
        }
    }

    @Test
    void refused_connections_are_reset_until_it_passes() throws Exception {
        proxy.refuse();
        try (Socket client = connect()) {
            assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
        proxy.pass();
        try (Socket client = connect()) {
            say(client, "a");
            assertEquals("a", heard(client, 1));
        }
    }

    @Test
    void a_delay_holds_back_both_ways() throws Exception {
        try (Socket client = connect()) {
            proxy.delay(Duration.ofMillis(150));
            long before = System.nanoTime();
            say(client, "a");
            assertEquals("a", heard(client, 1));
            assertTrue(System.nanoTime() - before >= Duration.ofMillis(300).toNanos());
        }
    }

    @Test
    void one_direction_ends_and_the_other_goes_on() throws Exception {
        try (Socket client = connect()) {
            say(client, "a");
            assertEquals("a", heard(client, 1));
            proxy.halfClose(Way.TO_CLIENT);
            assertEquals(-1, client.getInputStream().read());
            say(client, "b");
            assertEquals("a", server.next(""));
            assertEquals("b", server.next(""));
        }
    }

    @Test
    void it_cuts_after_so_many_bytes() throws Exception {
        proxy.cutAfter(Way.TO_SERVER, 3, 1);
        try (Socket client = connect()) {
            say(client, "abcdef");
            assertThrows(SocketException.class, () -> client.getInputStream().readNBytes(6));
            assertEquals("abc", server.upTo("reset"));
        }
        assertEquals(1, proxy.cuts());
    }

    @Test
    void it_cuts_before_a_text_is_forwarded() throws Exception {
        proxy.cut(Way.TO_SERVER, "COMMIT", When.BEFORE, 1);
        try (Socket client = connect()) {
            say(client, "work ");
            assertEquals("work ", heard(client, 5));
            say(client, "COMMIT;");
            assertThrows(SocketException.class, () -> client.getInputStream().read());
            assertEquals("work ", server.upTo("reset"));
        }
    }

    @Test
    void it_cuts_behind_a_text_that_came_in_pieces() throws Exception {
        proxy.cut(Way.TO_SERVER, "COCOMMIT", When.AFTER, 1);
        try (Socket client = connect()) {
            say(client, "COCOC");
            assertEquals("COCOC", heard(client, 5));
            say(client, "OMMIT and more");
            assertThrows(SocketException.class, () -> client.getInputStream().readNBytes(20));
            assertEquals("COCOCOMMIT", server.upTo("reset"));
        }
    }

    @Test
    void it_cuts_when_the_answer_comes_as_often_as_was_asked() throws Exception {
        proxy.cut(Way.TO_SERVER, "COMMIT", When.AT_ANSWER, 2);
        for (int i = 0; i < 2; i++) {
            try (Socket client = connect()) {
                say(client, "COMMIT;");
                assertThrows(
                        SocketException.class, () -> client.getInputStream().read());
                assertEquals("COMMIT;", server.upTo("reset"));
            }
        }
        try (Socket client = connect()) {
            say(client, "COMMIT;");
            assertEquals("COMMIT;", heard(client, 7));
        }
        assertEquals(2, proxy.cuts());
    }

    @Test
    void it_changes_lines() throws Exception {
        proxy.edit(Way.TO_CLIENT, it -> it.endsWith("STARTTLS") ? null : it.replace("SIZE", "SIZES"));
        try (Socket client = connect()) {
            say(client, "250-ST");
            say(client, "ARTTLS\r\n250 SIZE\r\nunfinished");
            assertEquals("250 SIZES\r\n", heard(client, 11));
            assertSilent(client);
        }
    }

    @Test
    void new_connections_lead_to_another_server() throws Exception {
        try (Echo other = new Echo("other ");
                Socket client = connect()) {
            say(client, "a");
            assertEquals("a", heard(client, 1));
            proxy.upstream(other.port());
            say(client, "b");
            assertEquals("b", heard(client, 1));
            try (Socket another = connect()) {
                say(another, "c");
                assertEquals("other c", heard(another, 7));
            }
        }
    }

    @Test
    void a_server_that_is_away_looks_like_one_and_closing_ends_all() throws Exception {
        try (Socket client = connect()) {
            say(client, "a");
            assertEquals("a", heard(client, 1));
            server.close();
            try (Socket another = connect()) {
                assertThrows(
                        SocketException.class, () -> another.getInputStream().read());
            }
            proxy.close();
            assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
        assertThrows(IOException.class, this::connect);
        Awaitility.await().until(() -> proxy.open() == 0);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String heard(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    private static void assertSilent(Socket socket) throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(QUIET_MILLIS);
        assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
        socket.setSoTimeout(patience);
    }

    /** Sends back what it gets, with a word before it, and notes down what it got and how each connection ended. */
    private static final class Echo implements AutoCloseable {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Thread accepting;

        Echo(String before) throws IOException {
            accepting = Thread.ofVirtual().start(() -> {
                while (!door.isClosed()) {
                    try {
                        Socket client = door.accept();
                        Thread.ofVirtual().start(() -> serve(client, before));
                    } catch (IOException e) {
                        // Closed.
                    }
                }
            });
        }

        int port() {
            return door.getLocalPort();
        }

        /** The next thing noted down, skipping what is known. */
        String next(String known) throws InterruptedException {
            String it = heard.poll(20, TimeUnit.SECONDS);
            return it != null && it.equals(known) ? next("") : String.valueOf(it);
        }

        /** All that is noted down before this word, as one text. */
        String upTo(String end) throws InterruptedException {
            StringBuilder all = new StringBuilder();
            for (String it = next(""); !it.equals(end) && !it.equals("null"); it = next("")) {
                all.append(it);
            }
            return all.toString();
        }

        private void serve(Socket client, String before) {
            byte[] piece = new byte[1024];
            try (client) {
                for (int n = client.getInputStream().read(piece);
                        n >= 0;
                        n = client.getInputStream().read(piece)) {
                    String text = new String(piece, 0, n, StandardCharsets.US_ASCII);
                    heard.add(text);
                    say(client, before + text);
                }
            } catch (IOException e) {
                heard.add("reset");
            }
        }

        /** Nobody is taken in any more when it returns: a closed door lets in who stands in it. */
        @Override
        public void close() throws IOException {
            door.close();
            try {
                accepting.join();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
