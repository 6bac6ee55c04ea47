package org.candor.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * Pages of sites that are not ours, such as a webmail's: what a test has put there, over https. A path that ends with
 * {@code .css} is a style sheet.
 */
final class OtherSites implements AutoCloseable {
    private final HttpsServer server;
    private final Map<String, String> pages = new ConcurrentHashMap<>();

    OtherSites(SSLContext tls) {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::show);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    void put(String path, String html) {
        pages.put(path, html);
    }

    private void show(HttpExchange exchange) throws IOException {
        String html = pages.get(exchange.getRequestURI().getPath());
        byte[] body = (html == null ? "" : html).getBytes(StandardCharsets.UTF_8);
        boolean style = exchange.getRequestURI().getPath().endsWith(".css");
        exchange.getResponseHeaders().set("Content-Type", (style ? "text/css" : "text/html") + ";charset=UTF-8");
        exchange.sendResponseHeaders(html == null ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
