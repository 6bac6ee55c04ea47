package org.candor.console;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.candor.courier.LogCapture;

/** An operator's browser at the console: keeps cookies, follows nothing by itself. */
final class Browser {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    static final String HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private String accept = HTML;
    private String key = "";

    /** From now on as a program asks. */
    Browser asProgram() {
        accept = "application/json";
        return this;
    }

    /** The key that was signed in with last. */
    String key() {
        return key;
    }

    String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    /** All of them, as a header has them. */
    String cookies() {
        return String.join(
                "; ",
                cookies.entrySet().stream()
                        .map(it -> it.getKey() + "=" + it.getValue())
                        .toList());
    }

    void cookie(String name, String value) {
        cookies.put(name, value);
    }

    Response open(String path) {
        return keep(request().urlEncodingEnabled(false).get(path));
    }

    /** Posts a form as a browser of today does. */
    Response post(String path, Map<String, String> fields) {
        return keep(request()
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParams(fields)
                .post(path));
    }

    /** The same with headers of the caller's choice. */
    Response post(String path, Map<String, String> fields, Map<String, String> headers) {
        return keep(request().headers(headers).formParams(fields).post(path));
    }

    /** Posts a list as a browser posts the form of the import: the fields in the order of the page, the file last. */
    Response upload(String path, String csrf, String name, String list) {
        return keep(request()
                .header("Sec-Fetch-Site", "same-origin")
                .multiPart("csrf", csrf)
                .multiPart("name", name)
                .multiPart("list", "people.csv", list.getBytes(StandardCharsets.UTF_8), "text/csv")
                .post(path));
    }

    /** Opens the form and sends it with this key. */
    Response signIn(String key) {
        this.key = key;
        return post("/console/sign-in", Map.of("csrf", csrf(open("/console/sign-in")), "key", key));
    }

    Response signOut() {
        return post("/console/sign-out", Map.of("csrf", csrf(open("/console"))));
    }

    static String csrf(Response page) {
        Matcher found = CSRF.matcher(page.asString());
        if (!found.find()) {
            throw new IllegalStateException("the page has no form: " + page.statusCode() + " " + page.asString());
        }
        return found.group(1);
    }

    /** What speaks in tests beside the service; and the router's TRACE, left out of builds by {@code quarkus.log.min-level}. */
    private static final List<String> OTHERS =
            List.of("org.apache.http", "com.sun.net.httpserver", "io.vertx.ext.web.impl.Rout");

    /** What the service has logged of this. */
    static List<String> logged(LogCapture log, String secret) {
        return log.lines().stream()
                .filter(it -> OTHERS.stream().noneMatch(it::startsWith) && it.contains(secret))
                .toList();
    }

    private RequestSpecification request() {
        RequestSpecification request = given().redirects().follow(false).header("Accept", accept);
        StringBuilder line = new StringBuilder();
        cookies.forEach((name, value) ->
                line.append(line.isEmpty() ? "" : "; ").append(name).append('=').append(value));
        return line.isEmpty() ? request : request.header("Cookie", line.toString());
    }

    private Response keep(Response answer) {
        for (String header : answer.headers().getValues("Set-Cookie")) {
            String[] pair = header.split(";", 2)[0].split("=", 2);
            if (pair[1].isEmpty()) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return answer;
    }
}
