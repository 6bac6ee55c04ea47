package org.candor.courier;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.candor.plumbing.Hosts;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to a provider, each call made exactly once: no retry, no redirect followed, no cookie kept, no proxy taken from the
 * environment. The point of no return is the first byte of the request: what breaks before it says {@code written = false}.
 * Blocks; for virtual threads.
 */
final class OneCall implements AutoCloseable {
    private static final String WRITTEN = "candor.written";
    private static final String GUARD = "candor.guard";
    static final int MOST = 1024 * 1024;
    /** The head of an answer is kept in memory whole, so it has an end as well. */
    private static final Http1Config HEAD =
            Http1Config.custom().setMaxLineLength(16_384).setMaxHeaderCount(200).build();

    private static final TimeValue UNASKED = TimeValue.ofMilliseconds(500);
    private static final TimeValue LIFE = TimeValue.ofMinutes(5);

    /**
     * How long each step may take.
     *
     * @param connections at most so many at once
     * @param queue waiting for a free connection
     * @param connect name look-up, connect and TLS, each
     * @param answer from the first byte of the request to the last of the answer
     */
    record Limits(int connections, Duration queue, Duration connect, Duration answer) {}

    /**
     * One request.
     *
     * @param type the body's media type; null for no body
     */
    record Ask(
            String method,
            URI url,
            Map<String, String> headers,
            @Nullable String type,
            byte[] body) {
        static Ask get(URI url, Map<String, String> headers) {
            return new Ask("GET", url, headers, null, new byte[0]);
        }
    }

    /** How a call ended. */
    sealed interface Ended {}

    /**
     * The provider said something.
     *
     * @param headers by name in lower case; of several of one name the first
     * @param body all of it, or its first MiB
     */
    record Answered(int status, Map<String, String> headers, byte[] body) implements Ended {}

    /**
     * It broke, or its time was up.
     *
     * @param written whether a byte of the request may have left
     * @param word what broke: the class of the failure, which quotes nothing
     */
    record Broken(boolean written, String word) implements Ended {}

    private final CloseableHttpClient client;
    private final Watchdog watchdog;
    private final Duration untilWritten;

    OneCall(Limits limits) {
        HttpLibrary.prepare();
        PoolingHttpClientConnectionManager pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(HEAD)
                        .build())
                .setMaxConnTotal(limits.connections())
                .setMaxConnPerRoute(limits.connections())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(limits.connect()))
                        .setSocketTimeout(timeout(limits.answer()))
                        .setValidateAfterInactivity(UNASKED)
                        .setTimeToLive(LIFE)
                        .build())
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(pool)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout(limits.queue()))
                        .setResponseTimeout(timeout(limits.answer()))
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("Candor")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), WRITTEN, (request, scope, chain) -> {
                    // A read timeout alone does not end a server that sends a byte a minute.
                    guard(scope.clientContext).allow(limits.answer());
                    scope.clientContext.setAttribute(WRITTEN, true);
                    return chain.proceed(request, scope);
                })
                .build();
        this.watchdog = new Watchdog(limits.answer(), () -> {});
        this.untilWritten = limits.queue().plus(limits.connect().multipliedBy(3));
    }

    private static Watchdog.Guard guard(HttpClientContext context) {
        return (Watchdog.Guard) Objects.requireNonNull(context.getAttribute(GUARD));
    }

    /** An address of a provider is https, or does not leave the machine; throws {@link IllegalArgumentException} otherwise. */
    static URI secure(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean local = scheme.equals("http") && url.getAuthority() != null && Hosts.loopback(url.getAuthority());
        if (url.getHost() == null || url.getUserInfo() != null || !(scheme.equals("https") || local)) {
            throw new IllegalArgumentException("url must be an https address without a user name");
        }
        return url;
    }

    private static Timeout timeout(Duration time) {
        return Timeout.ofMilliseconds(time.toMillis());
    }

    /** Makes the call. Never throws for what the provider or the network does. */
    Ended make(Ask ask) {
        HttpUriRequestBase request = new HttpUriRequestBase(ask.method(), ask.url());
        ask.headers().forEach(request::setHeader);
        if (ask.type() != null) {
            request.setEntity(new ByteArrayEntity(ask.body(), ContentType.parseLenient(ask.type())));
        }
        HttpClientContext context = HttpClientContext.create();
        Watchdog.Guard guard = watchdog.guard(cancelling(request));
        context.setAttribute(GUARD, guard);
        try {
            guard.allow(untilWritten);
            return client.execute(request, context, OneCall::answered);
        } catch (IOException | RuntimeException broken) {
            boolean written = Boolean.TRUE.equals(context.getAttribute(WRITTEN));
            return new Broken(written, broken.getClass().getSimpleName());
        } finally {
            guard.rest();
            guard.dismiss();
        }
    }

    private static Closeable cancelling(HttpUriRequestBase request) {
        return request::cancel;
    }

    private static Answered answered(ClassicHttpResponse response) throws HttpException, IOException {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        if (response.getEntity() == null) {
            return new Answered(response.getCode(), headers, new byte[0]);
        }
        try (InputStream body = response.getEntity().getContent()) {
            byte[] start = body.readNBytes(MOST);
            if (start.length == MOST) {
                // Whatever is left is not worth reading: the connection goes with it.
                response.close();
            }
            return new Answered(response.getCode(), headers, start);
        }
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        watchdog.close();
    }
}
