package org.candor.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shows on loopback what was captured:
 *
 * <ul>
 *   <li>{@code GET /messages?kind=&words=&before=&size=}: newest first, {@code size} of them (50, at most 200)
 *   <li>{@code GET /messages/{number}}: one of them; a mail with its headers, text, HTML and parts
 *   <li>{@code GET /messages/{number}/source}: a mail as it came
 *   <li>{@code DELETE /messages?up_to=}: forgets those up to this number
 * </ul>
 */
final class CaptureServer implements AutoCloseable {
    private static final Pattern ONE = Pattern.compile("/messages/(\\d{1,18})(/source)?");
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final Captures captures;
    private final HttpStage stage;

    CaptureServer(Captures captures, int port) throws IOException {
        this.captures = captures;
        this.stage = new HttpStage(port, this::answer);
    }

    Captures captures() {
        return captures;
    }

    int port() {
        return stage.port();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    private HttpStage.Reply answer(HttpStage.Call call) {
        Matcher one = ONE.matcher(call.path());
        if (!call.header("Host").equals("127.0.0.1:" + port())) {
            // A page of somebody else's that has given its own name to this address.
            return HttpStage.Reply.json(421, "{}");
        } else if (call.path().equals("/messages") && call.method().equals("GET")) {
            return json(page(FormFields.read(call.query())));
        } else if (call.path().equals("/messages") && call.method().equals("DELETE")) {
            long upTo = number(FormFields.read(call.query()), "up_to", Long.MAX_VALUE);
            return json(object().put("forgotten", captures.clear(upTo)));
        } else if (one.matches() && call.method().equals("GET")) {
            return one(captures.of(Long.parseLong(one.group(1))), one.group(2) != null);
        }
        return HttpStage.Reply.json(404, "{}");
    }

    private ObjectNode page(Map<String, String> query) {
        Captures.Page page = captures.page(new Captures.Query(
                query.getOrDefault("kind", ""),
                query.getOrDefault("words", ""),
                number(query, "before", Long.MAX_VALUE),
                (int) Math.min(MOST, number(query, "size", USUAL))));
        ObjectNode json = object().put("last", page.last()).put("bytes", page.bytes());
        ObjectNode kept = json.putObject("kept");
        page.kept().forEach(kept::put);
        ArrayNode messages = json.putArray("messages");
        page.captures().forEach(it -> messages.add(json(it)));
        return json.put("more", page.more());
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        String given = query.getOrDefault(name, "");
        return given.matches("\\d{1,18}") ? Long.parseLong(given) : otherwise;
    }

    private static HttpStage.Reply one(@Nullable Capture capture, boolean source) {
        if (capture == null || source && !(capture.thing() instanceof Capture.Mail)) {
            return HttpStage.Reply.json(404, "{}");
        }
        if (source && capture.thing() instanceof Capture.Mail mail) {
            return new HttpStage.Reply(200, Map.of("Content-Type", "message/rfc822"), mail.source(), Duration.ZERO);
        }
        ObjectNode json = object();
        json.set("message", json(capture));
        json.putNull("mail");
        if (capture.thing() instanceof Capture.Mail mail) {
            json.set("mail", json(MailSource.read(mail.source())));
        }
        return json(json);
    }

    private static ObjectNode json(MailSource mail) {
        ObjectNode json = object().put("text", mail.text()).put("html", mail.html());
        ArrayNode headers = json.putArray("headers");
        mail.headers().forEach(it -> headers.addObject().put("name", it.name()).put("value", it.value()));
        ArrayNode parts = json.putArray("parts");
        mail.parts().forEach(it -> parts.addObject().put("type", it.type()).put("size", it.size()));
        return json;
    }

    private static ObjectNode json(Capture it) {
        ObjectNode json = object().put("number", it.number()).put("at", it.at().toString());
        json.put("kind", it.thing().kind()).put("size", it.thing().size());
        json.put("from", it.from()).put("to", it.to()).put("title", it.title());
        json.putNull("sms").putNull("post");
        switch (it.thing()) {
            case Capture.Mail _ -> {}
            case Capture.Text text -> {
                SmsSegments cut = SmsSegments.of(text.words());
                json.putObject("sms")
                        .put("status", text.message().status())
                        .put("words", text.words())
                        .put("segments", cut.count())
                        .put("units", cut.units())
                        .put("encoding", cut.encoding());
            }
            case Capture.Post post -> {
                ObjectNode shown = json.putObject("post");
                shown.put("network", post.network()).put("title", post.title()).put("language", post.language());
                ArrayNode pieces = shown.putArray("pieces");
                post.pieces()
                        .forEach(piece ->
                                pieces.addObject().put("text", piece.text()).put("link", piece.link()));
            }
        }
        return json;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static HttpStage.Reply json(ObjectNode json) {
        return HttpStage.Reply.json(200, json.toString());
    }

    @Override
    public void close() {
        stage.close();
    }
}
