package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sandbox's mail server, spoken to by hand. */
class SmtpLedgerTest {
    @TempDir
    Path folder;

    private SmtpLedger server;

    @BeforeEach
    void start() throws IOException {
        server = SmtpLedger.start(
                SmtpSettings.in(folder).keepingMail(true).withConnections(5).withSlowness(Duration.ofMillis(300)));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** A client that says and hears lines. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(5_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out = socket.getOutputStream();
        }

        void say(String text) throws IOException {
            out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        /** The next reply's last line; null where the server is gone. */
        @Nullable
        String hear() throws IOException {
            try {
                String line = in.readLine();
                while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                    line = in.readLine();
                }
                return line;
            } catch (SocketException reset) {
                return null;
            }
        }

        @Nullable
        String ask(String command) throws IOException {
            say(command + "\n");
            return hear();
        }

        void envelope(String to) throws IOException {
            hear();
            ask("EHLO me");
            ask("MAIL FROM:<b+1@bank.example>");
            ask("RCPT TO:<" + to + ">");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Client client() throws IOException {
        return new Client(server.port());
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("ledger.ndjson"));
    }

    @Test
    void what_is_taken_stands_in_the_ledger_before_the_answer() throws IOException {
        try (Client client = client()) {
            client.envelope("anna@people.example");
            assertTrue(client.ask("DATA").startsWith("354"));
            String answer = client.ask("Subject: x\nMessage-ID: <1.0@bank.example>\n\nhello\n..dot\n.");
            assertTrue(answer.startsWith("250 2.0.0 Ok: queued as "));
            JsonNode entry = new ObjectMapper().readTree(lines().getLast());
            assertEquals("<1.0@bank.example>", entry.get("message_id").asText());
            assertEquals("anna@people.example", entry.get("rcpt").asText());
            assertEquals("b+1@bank.example", entry.get("sender").asText());
            assertTrue(entry.get("at").asText().endsWith("Z"));
            String mail = Files.readString(folder.resolve(entry.get("file").asText()));
            assertEquals("Subject: x\r\nMessage-ID: <1.0@bank.example>\r\n\r\nhello\r\n.dot\r\n", mail);
            assertTrue(client.ask("QUIT").startsWith("221"));
            assertNull(client.hear());
        }
    }

    @Test
    void a_lone_line_feed_ends_neither_a_message_nor_a_command() throws IOException {
        try (Client client = client()) {
            client.envelope("anna@people.example");
            client.ask("DATA");
            client.out.write("Message-ID: <2@x>\r\n\r\na\n.\nMAIL FROM:<evil@x>\nb\r\n.\r\n".getBytes());
            assertTrue(client.hear().startsWith("250"));
            assertEquals(1, lines().size());
            client.out.write("NOOP\n".getBytes());
            assertNull(client.hear());
        }
    }

    @Test
    void a_pipelining_client_gets_all_its_answers_in_order() throws IOException {
        try (Client client = client()) {
            client.hear();
            client.say("EHLO me\nMAIL FROM:<b@x>\nRCPT TO:<bounce@x.example>\nRCPT TO:<anna@x.example>\nDATA\n");
            assertTrue(client.hear().startsWith("250"));
            assertTrue(client.hear().startsWith("250 2.1.0"));
            assertTrue(client.hear().startsWith("550 5.1.1"));
            assertTrue(client.hear().startsWith("250 2.1.5"));
            assertTrue(client.hear().startsWith("354"));
            client.say("Message-ID: <3@x>\n\nx\n.\nRSET\nQUIT\n");
            assertTrue(client.hear().startsWith("250 2.0.0 Ok: queued"));
            assertTrue(client.hear().startsWith("250"));
            assertTrue(client.hear().startsWith("221"));
        }
    }

    @Test
    void commands_out_of_order_are_refused() throws IOException {
        try (Client client = client()) {
            client.hear();
            assertTrue(client.ask("MAIL FROM:<b@x>").startsWith("503"));
            assertTrue(client.ask("HELO me").startsWith("250"));
            assertTrue(client.ask("RCPT TO:<a@x>").startsWith("503"));
            assertTrue(client.ask("DATA").startsWith("503"));
            assertTrue(client.ask("MAIL FROM:b@x").startsWith("501"));
            assertTrue(client.ask("MAIL FROM:<b@x> SIZE=10").startsWith("250"));
            assertTrue(client.ask("DATA").startsWith("554"));
            assertTrue(client.ask("RCPT TO:<>").startsWith("501"));
            assertTrue(client.ask("FROB").startsWith("500"));
            assertTrue(client.ask("STARTTLS").startsWith("502"));
            assertTrue(client.ask("AUTH PLAIN eA==").startsWith("502"));
            assertTrue(client.ask("NOOP").startsWith("250"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bounce,550 5.1.1",
        "refused,554 5.7.1",
        "disabled,550 5.2.1",
        "busy,451 4.7.1",
        "greylist,450 4.2.0",
        "full,452 4.2.2",
        "over-quota,552 5.2.2",
        "throttle,421 4.7.0",
        "rcpt-451-4.3.2,451 4.3.2",
        "rcpt-553,553",
        "slow-rcpt,250",
        "dot-454,250",
        "nobody-once,250",
        "anna,250"
    })
    void an_address_says_what_it_gets_at_rcpt(String word, String answer) throws IOException {
        try (Client client = client()) {
            client.hear();
            client.ask("EHLO me");
            client.ask("MAIL FROM:<b@x>");
            assertTrue(client.ask("RCPT TO:<" + word + "+x@people.example>").startsWith(answer));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dot-454,454,0",
        "dot-554-5.7.26,554 5.7.26,0",
        "dot-2xx,251,1",
        "garbled,%%%,1",
        "slow,250,1",
        "slow-2,250,1",
        "cut-after-dot,,1",
        "anna,250,1"
    })
    void an_address_says_what_it_gets_at_the_dot(String word, String answer, int taken) throws IOException {
        try (Client client = client()) {
            client.envelope(word + "+x@people.example");
            client.ask("DATA");
            String heard = client.ask("Message-ID: <4@x>\n\nx\n.");
            assertEquals(answer == null, heard == null);
            assertTrue(heard == null || heard.startsWith(answer));
            assertEquals(taken, lines().size());
        }
    }

    @Test
    void twice_means_twice_for_that_address() throws IOException {
        try (Client client = client()) {
            client.hear();
            client.ask("EHLO me");
            for (String answer : List.of("451", "451", "250")) {
                client.ask("MAIL FROM:<b@x>");
                assertTrue(client.ask("RCPT TO:<busy-twice+anna@x.example>").startsWith(answer));
                client.ask("RSET");
            }
            client.ask("MAIL FROM:<b@x>");
            assertTrue(client.ask("RCPT TO:<busy-twice+ben@x.example>").startsWith("451"));
        }
    }

    @Test
    void a_message_beyond_its_size_is_refused_and_the_next_one_taken() throws IOException {
        try (SmtpLedger small = SmtpLedger.start(
                        SmtpSettings.in(folder.resolve("small")).withMaxBytes(1_000));
                Client client = new Client(small.port())) {
            client.envelope("anna@people.example");
            client.ask("DATA");
            assertTrue(client.ask("x\n".repeat(50_000) + ".").startsWith("552 5.3.4"));
            client.ask("MAIL FROM:<b@x>");
            client.ask("RCPT TO:<anna@people.example>");
            client.ask("DATA");
            assertTrue(client.ask("x\n.").startsWith("250"));
            assertEquals(1, small.taken());
        }
    }

    @Test
    void one_client_too_many_is_told_so() throws IOException {
        List<Client> clients = new java.util.ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(client());
            assertTrue(clients.getLast().hear().startsWith("220"));
        }
        try (Client late = client()) {
            assertTrue(late.hear().startsWith("421"));
        }
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void it_listens_on_loopback_only() throws IOException {
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(card.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThrows(IOException.class, () -> new Socket(address, server.port()).close());
                }
            }
        }
        assertTrue(server.address().isLoopbackAddress());
    }

    @Test
    void it_runs_as_a_process_of_its_own_and_ends_with_its_input() throws Exception {
        Path own = folder.resolve("own");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Alone.class.getName(),
                        "smtp",
                        own.toString(),
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            BufferedReader out = process.inputReader();
            try (Client client = new Client(Integer.parseInt(out.readLine()))) {
                client.envelope("anna@people.example");
                client.ask("DATA");
                client.ask("Message-ID: <5@x>\n\nx\n.");
            }
            assertEquals(1, Files.readAllLines(own.resolve("ledger.ndjson")).size());
            process.outputWriter().close();
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void many_connections_share_a_sync_and_no_line_is_lost_or_torn() throws Exception {
        try (SmtpLedger big = SmtpLedger.start(SmtpSettings.in(folder.resolve("big")))) {
            List<Thread> threads = IntStream.range(0, 20)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> deliver(big.port(), i)))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            ObjectMapper json = new ObjectMapper();
            List<String> all = Files.readAllLines(folder.resolve("big/ledger.ndjson"));
            assertEquals(1_000, all.size());
            long ids = 0;
            for (String line : all) {
                ids += json.readTree(line).get("message_id").asText().startsWith("<m") ? 1 : 0;
            }
            assertEquals(1_000, ids);
        }
    }

    private static void deliver(int port, int client) {
        try (Client it = new Client(port)) {
            it.hear();
            it.ask("EHLO me");
            for (int i = 0; i < 50; i++) {
                it.ask("MAIL FROM:<b@x>");
                it.ask("RCPT TO:<anna@x.example>");
                it.ask("DATA");
                it.ask("Message-ID: <m" + client + "." + i + "@x>\n\nx\n.");
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
