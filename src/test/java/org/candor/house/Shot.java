package org.candor.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The bytes of one request of a row, exactly as the row writes it: nothing is normalised on the way. */
record Shot(byte[] head, byte[] body) {
    static Shot of(JsonNode request, Scene scene) {
        if (request.has("jwt")) {
            scene.save("jwt", Forged.by(scene.issuer(), request.get("jwt")));
        }
        if (request.has("raw")) {
            return new Shot(scene.fill(request.get("raw").asText()).getBytes(StandardCharsets.ISO_8859_1), new byte[0]);
        }
        byte[] body = body(request, scene);
        String method = request.path("method").asText();
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(target(request, scene))
                .append(" HTTP/1.1\r\n");
        headers(request, method, body, scene)
                .forEach((name, values) -> values.forEach(
                        it -> head.append(name).append(": ").append(it).append("\r\n")));
        return new Shot(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8), body);
    }

    byte[] bytes() {
        return join(head, body);
    }

    static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    private static String target(JsonNode request, Scene scene) {
        if (request.has("raw_target")) {
            return scene.fill(request.get("raw_target").asText());
        }
        String path = request.path("path").asText();
        for (Map.Entry<String, JsonNode> it : request.path("path_params").properties()) {
            path = path.replace(
                    "{" + it.getKey() + "}", scene.fill(it.getValue().asText()));
        }
        String query =
                request.has("query") ? "?" + scene.fill(request.get("query").asText()) : "";
        return scene.fill(path) + query;
    }

    private static Map<String, List<String>> headers(JsonNode request, String method, byte[] body, Scene scene) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        boolean people = request.path("path").asText().matches("/r(/.*)?");
        headers.put("Host", List.of(people ? Scene.PUBLIC_HOST : scene.fill("{api-host}")));
        headers.put("Accept", List.of("application/json"));
        if (!request.path("no_auth").asBoolean()) {
            headers.put("Authorization", List.of("Bearer " + scene.fill("{key}")));
        }
        if (body.length > 0 || method.equals("POST")) {
            headers.put("Content-Type", List.of(contentType(request)));
            headers.put("Content-Length", List.of(Integer.toString(body.length)));
        }
        if (method.equals("POST")) {
            headers.put("Idempotency-Key", List.of(Scene.random(24)));
        }
        Callback.headers(request, body, scene).forEach((name, value) -> headers.put(name, List.of(value)));
        request.path("headers").properties().forEach(it -> set(headers, it.getKey(), it.getValue(), scene));
        return request.path("header_case").asText().equals("upper") ? upper(headers) : headers;
    }

    private static Map<String, List<String>> upper(Map<String, List<String>> headers) {
        Map<String, List<String>> upper = new LinkedHashMap<>();
        headers.forEach((name, values) -> upper.put(name.toUpperCase(Locale.ROOT), values));
        return upper;
    }

    /** A header set to null is left out; a list is as many lines; one whose value was never saved is left out as well. */
    private static void set(Map<String, List<String>> headers, String name, JsonNode value, Scene scene) {
        List<String> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(it -> values.add(scene.fill(it.asText())));
        } else if (!value.isNull() && !scene.fill(value.asText()).isEmpty()) {
            values.add(scene.fill(value.asText()));
        }
        headers.put(name, values);
    }

    private static String contentType(JsonNode request) {
        if (request.has("content_type")) {
            return request.get("content_type").asText();
        }
        if (isForm(request)) {
            return "application/x-www-form-urlencoded";
        }
        return request.has("base")
                        && BadInput.base(request.get("base").asText()).isArray()
                ? "application/x-ndjson"
                : "application/json";
    }

    private static boolean isForm(JsonNode request) {
        String base = request.path("base").asText();
        return base.equals("reset-form") || base.equals("twilio-callback");
    }

    private static byte[] body(JsonNode request, Scene scene) {
        if (request.has("b64")) {
            return Base64.getDecoder().decode(request.get("b64").asText());
        }
        if (request.has("gen")) {
            return BadInput.generated(request.get("gen")).getBytes(StandardCharsets.UTF_8);
        }
        if (request.has("body")) {
            return scene.fill(request.get("body").asText()).getBytes(StandardCharsets.UTF_8);
        }
        return request.has("base") ? base(request, scene).getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    private static String base(JsonNode request, Scene scene) {
        // Filled before it is changed: what a row sets is data, whatever braces it has.
        JsonNode base = BadInput.parse(
                scene.fill(BadInput.base(request.get("base").asText()).toString()));
        JsonNode body = BadInput.changed(base, request, scene);
        request.path("form_set").properties().forEach(it -> {
            if (it.getValue().isNull()) {
                ((ObjectNode) body).remove(it.getKey());
            } else {
                ((ObjectNode) body).set(it.getKey(), it.getValue());
            }
        });
        if (isForm(request)) {
            return body.properties().stream()
                            .map(it -> it.getKey() + "="
                                    + URLEncoder.encode(it.getValue().asText(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"))
                    + request.path("form_raw_append").asText();
        }
        return body.isArray()
                ? body.valueStream().map(JsonNode::toString).collect(Collectors.joining("\n"))
                : body.toString();
    }
}
