package org.candor.plumbing;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes the connection of a request whose head does not end in time: a client that sends a byte now and then would keep it for
 * ever, since each byte is a sign of life, and nobody above has heard of the request yet.
 *
 * <p>Found by Netty as a service, for every server of this process, where the system property {@link #PROPERTY} allows it. Before
 * the decoder it sees that bytes come, behind it that a head has ended.
 */
public final class HeadClock extends ChannelInitializerExtension {
    /** Set to {@code serviceload} before the first connection. */
    public static final String PROPERTY = EXTENSIONS_SYSTEM_PROPERTY;

    private static final String DECODER = "httpDecoder";
    private static volatile long limit = TimeUnit.SECONDS.toNanos(10);

    /** How long a head may take, from now on. */
    static void limit(Duration most) {
        limit = most.toNanos();
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new Bytes());
    }

    /** Before the decoder: starts the clock with the first bytes of a head, and stops it with its end. */
    private static final class Bytes extends ChannelInboundHandlerAdapter {
        private final Heads heads = new Heads();
        private boolean watching;
        private @Nullable Future<?> end;

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
            if (!watching && context.pipeline().get(DECODER) != null) {
                context.pipeline().addAfter(DECODER, null, heads);
                watching = true;
            }
            boolean waiting = !heads.inside;
            long before = heads.seen;
            super.channelRead(context, bytes);
            if (heads.seen != before) {
                stop();
            } else if (watching && waiting && end == null) {
                start(context);
            }
        }

        private void start(ChannelHandlerContext context) {
            end = context.executor().schedule(() -> over(context), limit, TimeUnit.NANOSECONDS);
        }

        /** While we read nothing ourselves, the rest of the head is not late. */
        private void over(ChannelHandlerContext context) {
            if (context.channel().config().isAutoRead()) {
                var _ = context.close();
            } else {
                start(context);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            stop();
            super.channelInactive(context);
        }

        private void stop() {
            if (end != null) {
                end.cancel(false);
                end = null;
            }
        }
    }

    /** Behind the decoder, which calls it while the bytes are read. */
    private static final class Heads extends ChannelInboundHandlerAdapter {
        private long seen;
        private boolean inside;

        @Override
        public void channelRead(ChannelHandlerContext context, Object part) throws Exception {
            if (part instanceof HttpRequest) {
                seen++;
                inside = true;
            }
            if (part instanceof LastHttpContent) {
                inside = false;
            }
            super.channelRead(context, part);
        }
    }
}
