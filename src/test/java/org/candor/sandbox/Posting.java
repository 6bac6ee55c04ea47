package org.candor.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** Hands messages to the sandbox's servers as any program might, without the service. */
public final class Posting {
    private Posting() {}

    /** @param message headers, a blank line and a body, its lines ended by LF */
    public static void mail(int port, String to, String message) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = socket.getOutputStream();
            hear(in, "220");
            say(out, in, "HELO here", "250");
            say(out, in, "MAIL FROM:<sender@example.org>", "250");
            say(out, in, "RCPT TO:<" + to + ">", "250");
            say(out, in, "DATA", "354");
            say(out, in, message.replace("\n.", "\n..").replace("\n", "\r\n") + "\r\n.", "250");
        }
    }

    private static void say(OutputStream out, BufferedReader in, String text, String expected) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        hear(in, expected);
    }

    private static void hear(BufferedReader in, String expected) throws IOException {
        String line = in.readLine();
        if (line == null || !line.startsWith(expected)) {
            throw new IOException("the server said " + line);
        }
    }

    /** @param token the file that holds the account's auth token */
    public static void text(int port, Path token, String to, String words) throws IOException {
        String login = TwilioServer.ACCOUNT + ":" + Files.readString(token).strip();
        post(
                "http://127.0.0.1:" + port + "/2010-04-01/Accounts/" + TwilioServer.ACCOUNT + "/Messages.json",
                FormFields.write(Map.of("To", to, "From", "+15005550006", "Body", words)),
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    /** A status on the Mastodon instance. */
    public static void post(int port, String words) throws IOException {
        String json =
                SocialServer.object().put("status", words).put("language", "en").toString();
        post("http://127.0.0.1:" + port + "/api/v1/statuses", json, "Authorization", "Bearer token");
    }

    static String post(String url, String body, String... headers) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }
}
