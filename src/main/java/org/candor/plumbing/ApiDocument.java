package org.candor.plumbing;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Adds to the generated OpenAPI document what holds for every call: keys, problems and the Idempotency-Key. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private static final String PROBLEM = "Problem";
    private static final Map<String, String> FOR_ALL = Map.of(
            "400", "Malformed, or a query parameter that cannot be used",
            "401", "No valid key",
            "403", "The key has not the scope",
            "503", "Overloaded or without its database: repeat the same call later");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components =
                document.getComponents() == null ? OASFactory.createComponents() : document.getComponents();
        components.addSchema(PROBLEM, problem());
        components.addSecurityScheme(
                "key",
                OASFactory.createSecurityScheme()
                        .type(org.eclipse.microprofile.openapi.models.security.SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("A key such as cnd_…, made by the command key create"));
        document.setComponents(components);
        if (document.getPaths() != null) {
            document.getPaths().getPathItems().forEach(ApiDocument::path);
        }
    }

    private static void path(String path, PathItem item) {
        item.getOperations().forEach((method, operation) -> {
            if (path.startsWith("/v1/")) {
                call(path, method, operation);
            }
        });
    }

    private static void call(String path, PathItem.HttpMethod method, Operation operation) {
        FOR_ALL.forEach((status, description) -> answer(operation, status, description));
        if (path.contains("{")) {
            answer(operation, "404", "Nothing there, or nothing that the key may see");
        }
        if (method != PathItem.HttpMethod.GET) {
            answer(operation, "409", "It does not fit the present state, or the first call still runs");
            answer(operation, "413", "The body is too large");
            answer(operation, "415", "Another media type is asked for");
            answer(operation, "422", "Well-formed, but some of it cannot be used");
        }
        if (operation.getSecurity() == null || operation.getSecurity().isEmpty()) {
            operation.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme("key")));
        }
    }

    private static void answer(Operation operation, String status, String description) {
        if (operation.getResponses() == null) {
            operation.setResponses(OASFactory.createAPIResponses());
        }
        APIResponse known = operation.getResponses().getAPIResponse(status);
        if (known != null && known.getContent() != null) {
            return;
        }
        operation
                .getResponses()
                .addAPIResponse(
                        status,
                        OASFactory.createAPIResponse()
                                .description(description)
                                .content(OASFactory.createContent()
                                        .addMediaType(
                                                ProblemDocument.MEDIA_TYPE,
                                                OASFactory.createMediaType()
                                                        .schema(OASFactory.createSchema()
                                                                .ref("#/components/schemas/" + PROBLEM)))));
    }

    private static Schema problem() {
        Schema place = object().addProperty(
                        "pointer", text("RFC 6901 pointer to the place, or the name of a parameter"))
                .addProperty("code", text("What is wrong there"));
        return object().description("RFC 9457; never holds the value that was refused")
                .addProperty("type", text("/problems/ and the name of the problem; opens a page with cause and fix"))
                .addProperty("title", text("The name in words"))
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("detail", text("What is wrong and how to mend it"))
                .addProperty("instance", text("urn:uuid: and the id of the request, as in X-Request-Id"))
                .addProperty(
                        "errors",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(place))
                .required(List.of("type", "title", "status", "detail", "instance"));
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }
}
