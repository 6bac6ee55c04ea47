package org.candor.reset;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person's browser does on the public host, one step at a time. */
final class Browser {
    static final String HOST = "notices.example.org";
    static final String ORIGIN = "https://" + HOST;
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private Browser() {}

    static RequestSpecification visit() {
        return visit(HOST);
    }

    static RequestSpecification visit(String host) {
        return given().redirects()
                .follow(false)
                .header("Host", host)
                .header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
    }

    static Response follow(String token) {
        return visit().urlEncodingEnabled(false).get("/r/" + token);
    }

    /** The cookie as a browser sends it back: name and value. */
    static String cookie(String token) {
        return cookieOf(follow(token));
    }

    static String cookieOf(Response answer) {
        return answer.header("Set-Cookie").split(";", 2)[0];
    }

    static Response page(String cookie) {
        return visit().header("Cookie", cookie).get("/r");
    }

    static String csrf(Response page) {
        Matcher found = CSRF.matcher(page.asString());
        if (!found.find()) {
            throw new IllegalStateException("the page has no form: " + page.asString());
        }
        return found.group(1);
    }

    static boolean hasForm(Response page) {
        return CSRF.matcher(page.asString()).find();
    }

    static RequestSpecification form(String cookie, String csrf) {
        return visit().header("Cookie", cookie)
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("csrf", csrf)
                .formParam("kind", "password");
    }

    /** As a browser of today posts it. */
    static Response press(String cookie, String csrf) {
        return form(cookie, csrf)
                .header("Origin", ORIGIN)
                .header("Sec-Fetch-Site", "same-origin")
                .post("/r");
    }

    /** From the link to the button. */
    static Response pressFrom(String token) {
        String cookie = cookie(token);
        return press(cookie, csrf(page(cookie)));
    }
}
