package org.candor.rig;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads every delivery of a notice page by page, and each one's attempts. */
public final class Deliveries {
    private static final int PAGE = 250;

    private Deliveries() {}

    public static List<Delivered> of(Api api, String notice) throws IOException, InterruptedException {
        List<Delivered> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/v1/deliveries?notice=" + notice + "&limit=" + PAGE + cursor)
                    .expect(200)
                    .body();
            for (JsonNode it : page.required("items")) {
                all.add(withAttempts(api, it.required("id").asText()));
            }
            String next = page.path("next").asText("");
            cursor = next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        } while (!cursor.isEmpty());
        return List.copyOf(all);
    }

    private static Delivered withAttempts(Api api, String id) throws IOException, InterruptedException {
        JsonNode it = api.get("/v1/deliveries/" + id).expect(200).body();
        int inDoubt = 0;
        Set<String> marks = new HashSet<>();
        for (JsonNode attempt : it.required("attempts")) {
            String outcome = attempt.path("outcome").asText("");
            marks.add(attempt.required("id").asText());
            inDoubt += outcome.isEmpty() || outcome.equals("unknown") ? 1 : 0;
        }
        return new Delivered(
                UUID.fromString(id),
                it.required("message_id").isNull()
                        ? marks
                        : Set.of(it.required("message_id").asText()),
                it.required("account").asText(),
                it.required("channel").asText(),
                it.required("state").asText(),
                inDoubt,
                it.required("possible_duplicate").asBoolean());
    }
}
