package org.candor.courier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.regex.Pattern;

/** JSON of providers, read as what it is: text of strangers that may be anything. */
final class ProviderJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REFERENCE = Pattern.compile("[\\x21-\\x7e]{1,500}");
    static final String TYPE = "application/json; charset=utf-8";

    private ProviderJson() {}

    /** The body as a tree; a missing node for whatever is not JSON. */
    static JsonNode read(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException page) {
            return MissingNode.getInstance();
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static byte[] write(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can always be written", impossible);
        }
    }

    /** A field that can be kept as a provider's reference: visible ASCII without blanks; empty for anything else. */
    static String reference(JsonNode tree, String field) {
        JsonNode value = tree.path(field);
        boolean scalar = value.isTextual() || value.isIntegralNumber();
        return scalar && REFERENCE.matcher(value.asText()).matches() ? value.asText() : "";
    }
}
