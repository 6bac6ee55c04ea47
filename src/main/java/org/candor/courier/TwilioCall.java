package org.candor.courier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.twilio.constant.EnumConstants.ContentType;
import com.twilio.exception.ApiConnectionException;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transport below Twilio's kit for one call. The kit would send a message again by itself when the answer is 5xx, and
 * forgets the status of an answer it cannot read: here a call is made once, and how it ended is kept.
 */
final class TwilioCall extends HttpClient {
    /** Making one takes longer than a call. */
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    private final OneCall http;
    private final String origin;
    private OneCall.@Nullable Ended ended;

    TwilioCall(OneCall http, URI baseUrl) {
        this.http = http;
        this.origin = TwilioAccount.origin(baseUrl);
    }

    /** The kit, logged in with what the account's files hold now. */
    TwilioRestClient client(TwilioAccount account) throws IOException {
        TwilioAccount.Key key = account.key();
        String name = key == null ? account.accountSid() : key.sid();
        String secret =
                key == null ? account.authToken().current() : key.secret().current();
        return new TwilioRestClient.Builder(name, secret)
                .accountSid(account.accountSid())
                .httpClient(this)
                .objectMapper(JSON)
                .build();
    }

    /** How the last call ended; null if none was made. */
    OneCall.@Nullable Ended ended() {
        return ended;
    }

    @Override
    public Response reliableRequest(Request request) {
        return makeRequest(request);
    }

    @Override
    public Response reliableRequest(Request request, int[] retryCodes, int retries, long delayMillis) {
        return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
        boolean form = request.getContentType() == ContentType.FORM_URLENCODED;
        OneCall.Ask ask = new OneCall.Ask(
                request.getMethod().name(),
                URI.create(origin + request.constructURL().getFile()),
                Map.of("Authorization", request.getAuthString(), "Accept", "application/json"),
                form ? ContentType.FORM_URLENCODED.getValue() : null,
                form ? request.encodeFormBody().getBytes(StandardCharsets.UTF_8) : new byte[0]);
        // In case this thread dies of an error: what has begun may have left.
        ended = new OneCall.Broken(true, "died");
        OneCall.Ended end = http.make(ask);
        ended = end;
        return switch (end) {
            case OneCall.Answered it -> new Response(new ByteArrayInputStream(it.body()), it.status());
            case OneCall.Broken it -> throw new ApiConnectionException(it.word());
        };
    }
}
