package org.candor.console;

import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What a page shows, and what its forms would post. */
final class Page {
    private final Response answer;
    private final Document document;

    private Page(Response answer) {
        this.answer = answer;
        this.document = Jsoup.parse(answer.asString());
    }

    static Page of(Response answer) {
        return new Page(answer);
    }

    /** Fails for any other status. */
    static Page of(Response answer, int status) {
        answer.then().statusCode(status);
        return new Page(answer);
    }

    Document document() {
        return document;
    }

    Response answer() {
        return answer;
    }

    /** The text of {@code main}. */
    String text() {
        return document.select("main").text();
    }

    String csrf() {
        return Browser.csrf(answer);
    }

    /** The fields of a form as a browser would post them, without its buttons; those that only point to it, too. */
    Map<String, String> form(String css) {
        Element form = document.select(css).first();
        if (form == null) {
            throw new AssertionError("no " + css + " in " + text());
        }
        Map<String, String> fields = new LinkedHashMap<>();
        form.select("input, textarea, select").forEach(it -> add(fields, it));
        if (!form.id().isEmpty()) {
            document.select("[form=" + form.id() + "]").forEach(it -> add(fields, it));
        }
        return fields;
    }

    private static void add(Map<String, String> fields, Element it) {
        String name = it.attr("name");
        if (it.tagName().equals("select")) {
            Element chosen = it.select("option[selected]").first();
            Element first = it.select("option").first();
            fields.put(name, chosen != null ? chosen.attr("value") : first == null ? "" : first.attr("value"));
        } else if (it.tagName().equals("textarea")) {
            fields.put(name, it.wholeText().replace("\n", "\r\n"));
        } else if (!it.attr("type").equals("checkbox") || it.hasAttr("checked")) {
            fields.put(name, it.attr("value"));
        }
    }
}
