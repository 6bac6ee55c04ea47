package org.candor.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** One message as Twilio shows it. Its status moves on. */
final class TwilioMessage {
    private static final DateTimeFormatter RFC_2822 = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss Z", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final String account;
    private final String sid;
    private final String from;
    private final String to;
    private final String body;
    private final Instant created;
    private volatile TwilioScript.Receipt last = TwilioScript.Receipt.of("queued");

    TwilioMessage(String account, String sid, String from, String to, String body, Instant created) {
        this.account = account;
        this.sid = sid;
        this.from = from;
        this.to = to;
        this.body = body;
        this.created = created;
    }

    String sid() {
        return sid;
    }

    String from() {
        return from;
    }

    String to() {
        return to;
    }

    /** Twilio's word, and its error code if there is one. */
    String status() {
        TwilioScript.Receipt now = last;
        return now.code() == 0 ? now.status() : now.status() + " " + now.code();
    }

    void moves(TwilioScript.Receipt receipt) {
        last = receipt;
    }

    /** @param words whether the body is shown; an account can be set to keep none */
    ObjectNode json(boolean words) {
        TwilioScript.Receipt now = last;
        boolean service = from.startsWith("MG");
        boolean queued = now.status().equals("queued");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("account_sid", account);
        json.put("api_version", "2010-04-01");
        json.put("body", words ? body : "");
        json.put("date_created", RFC_2822.format(created));
        json.put("date_sent", queued ? null : RFC_2822.format(created));
        json.put("date_updated", RFC_2822.format(created));
        json.put("direction", "outbound-api");
        if (now.code() == 0) {
            json.putNull("error_code");
        } else {
            json.put("error_code", now.code());
        }
        json.putNull("error_message");
        json.put("from", service ? null : from);
        json.put("messaging_service_sid", service ? from : null);
        json.put("num_media", "0");
        json.put("num_segments", Integer.toString(SmsSegments.count(body)));
        json.putNull("price");
        json.put("price_unit", "USD");
        json.put("sid", sid);
        json.put("status", now.status());
        String uri = "/2010-04-01/Accounts/" + account + "/Messages/" + sid;
        json.putObject("subresource_uris").put("media", uri + "/Media.json");
        json.put("to", to);
        json.put("uri", uri + ".json");
        return json;
    }
}
