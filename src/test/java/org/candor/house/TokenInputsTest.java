package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.candor.access.IssuerProfile;
import org.candor.plumbing.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bad inputs that are tokens, where there is an issuer that good ones come from. */
@QuarkusTest
@TestProfile(IssuerProfile.class)
class TokenInputsTest {
    private static final Map<String, BadInput> ROWS = BadInput.all();

    @TestHTTPResource
    URI api;

    @Inject
    Backstage backstage;

    static Stream<String> rows() {
        return ROWS.values().stream().filter(BadInput::ofIssuer).map(BadInput::id);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void is_answered_as_written(String id) {
        JsonNode request = ROWS.get(id).steps().getFirst().get("request");
        Scene scene = scene();
        List<String> wrong = new ArrayList<>();
        try (Overheard log = Overheard.everything()) {
            Wire.Answer answer = Wire.send(at(), Shot.of(request, scene).bytes());
            wrong.addAll(Verdict.onEvery(request, answer, false));
            wrong.addAll(Verdict.on(scene, request, answer, ROWS.get(id).expect()));
            wrong.addAll(log.told(request));
        }
        assertEquals(List.of(), wrong, () -> ROWS.get(id).row().toString());
    }

    /** Else every row would be answered as written for no reason. */
    @Test
    void the_same_token_without_a_defect_is_taken() {
        JsonNode row = ROWS.get("auth-032").steps().getFirst().get("request").deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) row).set("jwt", JsonNodeFactory.instance.objectNode());
        Wire.Answer answer = Wire.send(at(), Shot.of(row, scene()).bytes());
        assertEquals(200, answer.status(), answer::body);
        assertTrue(rows().count() >= 7);
    }

    private Scene scene() {
        Scene scene = new Scene(at(), backstage).with(IssuerProfile.issuer());
        scene.save("key", "none");
        return scene;
    }

    private URI at() {
        return URI.create("http://" + api.getHost() + ":" + api.getPort());
    }
}
