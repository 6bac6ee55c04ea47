package org.candor.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A server of the sandbox as a process of its own: {@code Alone smtp|sms <folder> <port> <latency in ms>}; port 0 for a free
 * one. Prints its port as the only line and ends when its input does or when it is killed.
 */
public final class Alone {
    private Alone() {}

    public static void main(String... arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        int port = Integer.parseInt(arguments[2]);
        switch (arguments[0]) {
            case "smtp" -> {
                try (SmtpLedger server =
                        SmtpLedger.start(SmtpSettings.in(folder).onPort(port).keepingMail(false))) {
                    hold(server.port());
                }
            }
            case "sms" -> {
                try (TwilioServer server = TwilioServer.start(folder, port)) {
                    server.latency(Duration.ofMillis(Long.parseLong(arguments[3])));
                    hold(server.port());
                }
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void hold(int port) throws IOException {
        System.out.println(port);
        System.out.flush();
        System.in.transferTo(OutputStream.nullOutputStream());
    }
}
