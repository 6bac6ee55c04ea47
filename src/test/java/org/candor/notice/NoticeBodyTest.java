package org.candor.notice;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.candor.plumbing.Problem;
import org.candor.plumbing.StrictJson;
import org.candor.plumbing.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeBodyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/kind            | null                        | required",
                "/kind            | \"gossip\"                  | unknown-word",
                "/follows         | \"0198f000-0000-7000-8000-000000000000\" | not-allowed",
                "/channels        | []                          | required",
                "/channels/0      | [\"EMAIL\"]                 | unknown-word",
                "/channels/1      | [\"email\",\"email\"]       | duplicate",
                "/channels/0      | [null]                      | null",
                "/strategy        | \"loud\"                    | unknown-word",
                "/sms_hours       | \"8-21\"                    | invalid",
                "/sms_hours       | \"21:00-08:00\"             | invalid",
                "/sms_hours       | \"25:00-26:00\"             | invalid",
                "/content         | {}                          | required",
                "/default_locale  | \"de\"                      | not-in-content",
                "/default_locale  | null                        | required",
                "/deadline        | \"2026-13-01T00:00:00Z\"    | invalid-time",
                "/deadline        | \"2026-02-30T00:00:00Z\"    | invalid-time",
                "/deadline        | \"tomorrow\"                | invalid-time",
                "/deadline        | \"+999999999-01-01T00:00:00Z\" | invalid-time",
                "/deadline        | \"2026-11-21T11:59:59Z\"    | past",
                "/not_before      | \"2026-11-22\"              | invalid-time",
                "/accounts/0      | [\"../x\"]                  | invalid",
                "/accounts/1      | [\"x:main\",\"x:main\"]     | duplicate"
            })
    void what_is_wrong_is_named_where_it_is(String pointer, String value, String code) {
        ObjectNode body = body();
        String field = pointer.split("/")[1];
        body.set(field, json(value));
        assertEquals(List.of(new Problem.At(pointer, code)), check(body).errors());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/reset/expires_days | {\"expires_days\": 0}    | out-of-range",
                "/reset/expires_days | {\"expires_days\": 31}   | out-of-range",
                "/on_unknown/email   | {\"email\": \"maybe\"}   | unknown-word",
                "/content/CON        | {\"en\":{\"what_happened\":\"x\",\"what_we_are_doing\":\"x\",\"what_you_can_do\":\"x\"},\"CON\":{\"what_happened\":\"x\",\"what_we_are_doing\":\"x\",\"what_you_can_do\":\"x\"}} | locale",
                "/content/fi         | {\"en\":{\"what_happened\":\"x\",\"what_we_are_doing\":\"x\",\"what_you_can_do\":\"x\"},\"fi\":{\"what_happened\":\"x\",\"what_we_are_doing\":\"x\",\"what_you_can_do\":\"x\"}} | locale-not-supported"
            })
    void what_is_wrong_inside_is_named_where_it_is(String pointer, String value, String code) {
        ObjectNode body = body();
        body.set(pointer.split("/")[1], json(value));
        assertEquals(List.of(new Problem.At(pointer, code)), check(body).errors());
    }

    @Test
    void everything_wrong_is_told_at_once() {
        ObjectNode body = body();
        body.put("strategy", "loud").put("sms_hours", "never").put("deadline", "soon");
        assertEquals(3, check(body).errors().size());
    }

    @Test
    void a_follow_up_names_what_it_follows() {
        ObjectNode body = body();
        body.put("kind", "remediated");
        assertEquals(
                List.of(new Problem.At("/follows", "required")), check(body).errors());
    }

    @Test
    void what_is_left_out_gets_its_default() {
        ObjectNode body = body();
        body.remove(List.of("strategy", "sms_hours", "reset", "deadline", "on_unknown", "accounts"));
        Spec spec = read(body).spec();
        assertDoesNotThrow(() -> checked(body));
        assertEquals("all", spec.strategy());
        assertEquals("08:00-21:00", spec.smsHours());
        assertEquals(new Spec.Reset(false, 14), spec.reset());
        assertEquals(new Spec.OnUnknown("resend", "hold", "hold"), spec.onUnknown());
        assertEquals(List.of(), spec.accounts());
    }

    @Test
    void a_time_is_kept_in_utc() {
        ObjectNode body = body();
        body.put("deadline", "2026-12-01T01:00:00+01:00");
        assertEquals("2026-12-01T00:00Z", String.valueOf(read(body).spec().deadline()));
    }

    @Test
    void a_stored_notice_is_read_back_as_it_was() {
        Spec spec = read(body()).spec();
        assertEquals(spec, StrictJson.readOwn(StrictJson.write(spec), Spec.class));
    }

    private static Problem check(ObjectNode body) {
        return assertThrows(Problem.class, () -> checked(body));
    }

    private static void checked(ObjectNode body) {
        Violations wrong = new Violations();
        read(body).check(wrong, NOW, locale -> locale.startsWith("en") || locale.startsWith("de"));
        wrong.orThrow();
    }

    private static NoticeBody read(ObjectNode body) {
        return StrictJson.bind(body, NoticeBody.class);
    }

    private static ObjectNode body() {
        return (ObjectNode) json(StrictJson.write(Samples.body()));
    }

    private static JsonNode json(String text) {
        return StrictJson.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
