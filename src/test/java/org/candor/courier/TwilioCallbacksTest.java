package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.candor.courier.TwilioCallbacks.Callback;
import org.candor.courier.TwilioCallbacks.Forged;
import org.candor.courier.TwilioCallbacks.Malformed;
import org.candor.courier.TwilioCallbacks.Told;
import org.candor.courier.TwilioCallbacks.TooLong;
import org.candor.delivery.News;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioCallbacksTest {
    private static final String ACCOUNT = "AC" + "1".repeat(32);
    private static final String SID = "SM" + "b".repeat(32);
    private static final UUID ATTEMPT = UUID.fromString("0197f3a0-0000-7000-8000-00000000abcd");
    private static final String URL = "https://api.bank.example/hooks/twilio/" + ATTEMPT;

    @TempDir
    Path folder;

    private Path token;
    private TwilioCallbacks callbacks;

    @BeforeEach
    void start() throws IOException {
        token = Files.writeString(folder.resolve("token"), "current\nold\n");
        callbacks = new TwilioCallbacks(List.of(
                account("other", "AC" + "2".repeat(32), Files.writeString(folder.resolve("other"), "theirs")),
                account("main", ACCOUNT, token)));
    }

    private static TwilioAccount account(String name, String sid, Path token) {
        return new TwilioAccount(
                name,
                URI.create("https://api.twilio.com"),
                sid,
                new SecretFile(token),
                null,
                Twilio.SENDERS,
                Twilio.CALLBACKS,
                new TwilioAccount.Limits(
                        new OneCall.Limits(1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                        Twilio.USUAL,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1)));
    }

    private static SortedMap<String, String> fields(String... more) {
        SortedMap<String, String> fields = new TreeMap<>(Map.of(
                "AccountSid", ACCOUNT,
                "ApiVersion", "2010-04-01",
                "MessageSid", SID,
                "SmsSid", SID,
                "MessageStatus", "delivered",
                "SmsStatus", "delivered",
                "To", "+14155550101",
                "From", "+14155550100"));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(it -> encode(it.getKey()) + "=" + encode(it.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String sign(String secret, String url, SortedMap<String, String> fields) {
        return Base64.getEncoder().encodeToString(TwilioSignature.sign(secret, url, fields));
    }

    private Callback read(String body, @Nullable String signature) {
        return callbacks.read(ATTEMPT, null, body.getBytes(StandardCharsets.UTF_8), signature);
    }

    private Callback signed(SortedMap<String, String> fields) {
        return read(form(fields), sign("current", URL, fields));
    }

    /** The example of Twilio's own documentation on the security of webhooks. */
    @Test
    void the_signature_is_the_documented_one() {
        SortedMap<String, String> fields = new TreeMap<>(Map.of(
                "CallSid", "CA1234567890ABCDE",
                "Caller", "+14158675310",
                "Digits", "1234",
                "From", "+14158675310",
                "To", "+18005551212"));
        String url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assertEquals("GvWf1cFY/Q7PnoempGyD5oXAezc=", sign("12345", url, fields));
    }

    @Test
    void a_signed_callback_is_told() {
        Told told = assertInstanceOf(Told.class, signed(fields()));
        assertEquals(ATTEMPT, told.attempt());
        assertEquals("sms:main", told.account());
        assertEquals(SID, told.reference());
        assertEquals("delivered", told.status());
        assertInstanceOf(News.Arrived.class, told.news());
    }

    @Test
    void its_error_code_makes_the_news() {
        Told told = assertInstanceOf(
                Told.class, signed(fields("MessageStatus", "undelivered", "ErrorCode", "30006", "NewParameter", "1")));
        assertEquals("landline", told.news().evidence().reason());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            current, #rc=5&rp=all, -
            current, '', foo=1&bar=%7B|
            current, #rc=5&rp=all, foo=1
            old,     '', -
            old,     #rc=5&rp=all, -
            """)
    void the_signed_address_may_have_a_query_or_the_fragment_and_the_old_token_holds(
            String secret, String fragment, @Nullable String query) {
        String url = URL + (query == null ? "" : "?" + query) + fragment;
        byte[] body = form(fields()).getBytes(StandardCharsets.UTF_8);
        assertInstanceOf(Told.class, callbacks.read(ATTEMPT, query, body, sign(secret, url, fields())));
    }

    @Test
    void the_usual_port_may_be_signed_or_not() {
        String url = URL.replace("bank.example", "bank.example:443");
        assertInstanceOf(Told.class, read(form(fields()), sign("current", url, fields())));
    }

    @Test
    void after_the_exchange_the_old_token_holds_no_more() throws IOException {
        Files.writeString(token, "newer\n");
        Files.setLastModifiedTime(token, java.nio.file.attribute.FileTime.fromMillis(1_000));
        assertInstanceOf(Forged.class, read(form(fields()), sign("old", URL, fields())));
        assertInstanceOf(Told.class, read(form(fields()), sign("newer", URL, fields())));
    }

    @Test
    void nothing_else_counts_as_signed() {
        String good = sign("current", URL, fields());
        String body = form(fields());
        for (String signature : new String[] {
            null,
            "",
            " ",
            "x",
            good.substring(1),
            good + "=",
            good.toLowerCase(java.util.Locale.ROOT),
            sign("theirs", URL, fields()),
            sign("current", "http" + URL.substring(5), fields()),
            sign("current", URL + "0", fields()),
            sign("current", URL, fields("To", "+1"))
        }) {
            assertInstanceOf(Forged.class, read(body, signature));
        }
        assertInstanceOf(Forged.class, read(form(fields("MessageStatus", "failed")), good));
        assertInstanceOf(
                Forged.class, callbacks.read(UUID.randomUUID(), null, body.getBytes(StandardCharsets.UTF_8), good));
        assertInstanceOf(Forged.class, callbacks.read(ATTEMPT, "x=1", body.getBytes(StandardCharsets.UTF_8), good));
        assertInstanceOf(Forged.class, read("{\"AccountSid\":\"" + ACCOUNT + "\"}", good));
        assertInstanceOf(Forged.class, read("", good));
    }

    @Test
    void the_account_is_the_one_that_the_callback_names() {
        SortedMap<String, String> another = fields("AccountSid", "AC" + "3".repeat(32));
        assertInstanceOf(Forged.class, signed(another));
        SortedMap<String, String> other = fields("AccountSid", "AC" + "2".repeat(32));
        assertInstanceOf(Forged.class, signed(other));
        Told told = assertInstanceOf(Told.class, read(form(other), sign("theirs", URL, other)));
        assertEquals("sms:other", told.account());
    }

    @Test
    void a_blank_may_be_a_plus_or_percent_20_and_words_may_be_of_any_language() {
        SortedMap<String, String> fields = fields("Body", "a b c Grüße \ud83d\udca9");
        String signature = sign("current", URL, fields);
        String rest = form(fields());
        String words = "&Body=a+b%20c%20Gr%C3%BC%C3%9Fe+%F0%9F%92%A9";
        assertInstanceOf(Told.class, read(rest + words, signature));
        assertInstanceOf(Told.class, read(words + "&" + rest, signature));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            To=%2B2                | duplicate-parameter
            A=%                    | bad-percent-encoding
            A=%4                   | bad-percent-encoding
            A=%zz                  | bad-percent-encoding
            A=%C3                  | not-utf-8
            A=%ED%A0%80            | not-utf-8
            A=%C0%80               | not-utf-8
            """)
    void what_can_be_read_in_two_ways_is_malformed_if_it_is_signed_and_forged_if_not(String field, String why) {
        String body = form(fields()) + "&" + field;
        SortedMap<String, String> read =
                Form.read(body.getBytes(StandardCharsets.UTF_8)).fields();
        assertEquals(new Malformed(why), read(body, sign("current", URL, read)));
        assertInstanceOf(Forged.class, read(body, sign("current", URL, fields())));
        assertInstanceOf(Forged.class, read(body, sign("stranger", URL, read)));
        assertInstanceOf(Forged.class, read(body, null));
    }

    /** The signature is over these: whoever signs and we must read them alike. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=1&a=2    | {a=2}
            a=%zz&b=+  | {a=%zz=, b= }
            a=%C3      | {a=�}
            """)
    void what_is_no_form_is_read_as_far_as_it_can_be(String body, String fields) {
        assertEquals(
                fields,
                Form.read(body.getBytes(StandardCharsets.UTF_8)).fields().toString());
    }

    @Test
    void it_has_two_hundred_parameters_and_64_kilobytes_at_most() {
        SortedMap<String, String> many = fields();
        IntStream.range(0, 300).forEach(i -> many.put("p" + i, "1"));
        assertEquals(new Malformed("too-many-parameters"), signed(many));
        assertInstanceOf(Forged.class, read(form(many), sign("current", URL, fields())));
        SortedMap<String, String> big = fields("Body", "a".repeat(70_000));
        assertInstanceOf(TooLong.class, signed(big));
        assertInstanceOf(TooLong.class, read(form(big), sign("current", URL, fields())));
        assertInstanceOf(Forged.class, read(form(big), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SM1", "+4915112345678"})
    void a_signed_callback_names_a_message(String sid) {
        assertEquals(new Malformed("no-message-sid"), signed(fields("MessageSid", sid, "SmsSid", sid)));
    }

    @Test
    void a_signed_callback_says_how_it_stands() {
        assertEquals(new Malformed("no-message-status"), signed(fields("MessageStatus", "", "SmsStatus", "")));
        assertEquals(new Malformed("no-message-status"), signed(fields("MessageStatus", "+49 151")));
        Told older = assertInstanceOf(Told.class, signed(fields("MessageStatus", "", "SmsStatus", "sent")));
        assertEquals("sent", older.status());
        assertInstanceOf(
                News.Nothing.class,
                assertInstanceOf(Told.class, signed(fields("MessageStatus", "new_word")))
                        .news());
    }

    @Test
    void without_its_token_nobody_can_tell_and_twilio_has_to_call_again() throws IOException {
        Files.delete(token);
        assertThrows(UncheckedIOException.class, () -> signed(fields()));
    }
}
