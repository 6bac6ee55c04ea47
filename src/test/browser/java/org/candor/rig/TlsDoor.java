package org.candor.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/**
 * The proxy that speaks TLS in front of the service, as in production: the bytes within are handed on as they are. Browsers
 * keep a {@code Secure} cookie of a name like any other only over https.
 */
final class TlsDoor implements AutoCloseable {
    private final ServerSocket server;
    private volatile int target;

    TlsDoor(SSLContext tls) {
        try {
            server = tls.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::welcome);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From the next connection on it leads to this port of the same machine. */
    void leadTo(int port) {
        target = port;
    }

    private void welcome() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> join(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket client) {
        try (client;
                Socket service = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Thread answers = Thread.ofVirtual().start(() -> copy(service, client));
            copy(client, service);
            answers.join();
        } catch (IOException broken) {
            // A browser closes connections as it likes.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When one side ends, so does the other. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        } catch (IOException broken) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
