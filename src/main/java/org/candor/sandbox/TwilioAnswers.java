package org.candor.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers in Twilio's shapes: its errors, and a page of a list. */
final class TwilioAnswers {
    private TwilioAnswers() {}

    static HttpStage.Reply error(int status, int code) {
        return error(status, code, "");
    }

    /** Twilio's words quote the number, so ours do. */
    private static HttpStage.Reply error(int status, int code, String number) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("code", code);
        json.put("message", "The sandbox says " + code + " of '" + number + "'");
        json.put("more_info", "https://www.twilio.com/docs/errors/" + code);
        json.put("status", status);
        return HttpStage.Reply.json(status, json.toString());
    }

    static HttpStage.Reply refusal(TwilioScript.Refuse refuse, String number) {
        HttpStage.Reply reply = refuse.code() == 0
                ? HttpStage.Reply.html(
                        refuse.status(), "<html><body>a gateway says " + refuse.status() + "</body></html>")
                : error(refuse.status(), refuse.code(), number);
        return refuse.retryAfter() == null
                ? reply
                : reply.with("Retry-After", refuse.retryAfter().toString());
    }

    /** The page that the query asks for. */
    static String page(String account, Map<String, String> query, List<TwilioMessage> found, boolean words) {
        int size = Math.clamp(number(query.get("PageSize"), 50), 1, 1_000);
        int page = Math.max(0, number(query.get("Page"), 0));
        int start = Math.min(found.size(), page * size);
        int end = Math.min(found.size(), start + size);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode messages = json.putArray("messages");
        found.subList(start, end).forEach(it -> messages.add(it.json(words)));
        json.put("end", Math.max(0, end - 1));
        json.put("start", start);
        json.put("page", page);
        json.put("page_size", size);
        json.put("uri", uri(account, query, page));
        json.put("first_page_uri", uri(account, query, 0));
        json.put("next_page_uri", end < found.size() ? uri(account, query, page + 1) : null);
        json.put("previous_page_uri", page > 0 ? uri(account, query, page - 1) : null);
        return json.toString();
    }

    private static String uri(String account, Map<String, String> query, int page) {
        Map<String, String> changed = new LinkedHashMap<>(query);
        changed.put("Page", Integer.toString(page));
        return "/2010-04-01/Accounts/" + account + "/Messages.json?" + FormFields.write(changed);
    }

    private static int number(@Nullable String text, int otherwise) {
        return text != null && text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : otherwise;
    }
}
