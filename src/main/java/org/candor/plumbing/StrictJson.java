package org.candor.plumbing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads request bodies and refuses what a lenient parser would guess at: other encodings than UTF-8, duplicate keys,
 * trailing text, unknown fields, numbers where text belongs, nesting deeper than 32, numbers longer than 100 characters.
 * Bad syntax is 400 {@code malformed-request}; well-formed but wrong is 422 with a JSON pointer.
 */
public final class StrictJson {
    private static final JsonMapper MAPPER = mapper();

    private StrictJson() {}

    /** A body as a record; a field that is absent or null is null in the record. */
    public static <T> T read(byte[] body, Class<T> type) {
        JsonNode tree = tree(body);
        if (!tree.isObject()) {
            throw Problem.invalid(List.of(new Problem.At("", "type")));
        }
        return bind(tree, type);
    }

    /** A body as a tree. */
    public static JsonNode tree(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            JsonNode tree = MAPPER.readTree(text);
            if (tree == null || tree.isMissingNode()) {
                throw malformed("The body is empty; send one JSON object.");
            }
            return tree;
        } catch (CharacterCodingException e) {
            throw malformed("The body is not UTF-8; send JSON in UTF-8.");
        } catch (JsonProcessingException e) {
            throw malformed("The body is not valid JSON" + where(e) + ".");
        }
    }

    /** A tree as a record; wrong types and unknown fields are 422 at their pointer. */
    public static <T> T bind(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            throw Problem.invalid("unknown-field", List.of(new Problem.At(pointer(e), "unknown-field")));
        } catch (JsonMappingException e) {
            throw Problem.invalid(List.of(new Problem.At(pointer(e), "type")));
        } catch (JsonProcessingException e) {
            throw malformed("The body is not valid JSON.");
        }
    }

    /** Writes a value as JSON with snake_case names, nulls left out nowhere. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value of ours cannot be written as JSON", e);
        }
    }

    /** Reads back what {@link #write} wrote, as from a column of our own database. */
    public static <T> T readOwn(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new IllegalStateException("a stored value of ours cannot be read", e);
        }
    }

    /** The one mapper: for the HTTP layer, so that answers are written the same way everywhere. */
    public static JsonMapper shared() {
        return MAPPER;
    }

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(32)
                        .maxNumberLength(100)
                        .maxNameLength(1_000)
                        .build())
                .build();
        JsonMapper mapper = JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(com.fasterxml.jackson.databind.SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
        // Text stays text: without this a number, a boolean or an empty string would be taken for a string, enum or
        // time.
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        mapper.coercionConfigFor(LogicalType.DateTime)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        return mapper;
    }

    private static String pointer(JsonMappingException e) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            pointer.append('/')
                    .append(
                            step.getFieldName() == null
                                    ? Integer.toString(step.getIndex())
                                    : step.getFieldName().replace("~", "~0").replace("/", "~1"));
        }
        // Our own fields are short; what is longer is the caller's and is not echoed.
        return pointer.length() > 200 ? JsonPointer.empty().toString() : pointer.toString();
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static Problem malformed(String detail) {
        return Problem.of(400, "malformed-request", detail);
    }
}
