package org.candor.plumbing;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Adds to the generated OpenAPI document what holds for every call: keys, problems and the Idempotency-Key. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private static final String PROBLEM = "Problem";
    private static final String KEY = "Idempotency-Key";
    private static final Pattern STATUS = Pattern.compile("\\d{3}");
    private static final Map<String, String> FOR_ALL = Map.ofEntries(
            Map.entry("400", "Malformed, or a query parameter that cannot be used"),
            Map.entry("401", "No valid key"),
            Map.entry("403", "The key has not the scope"),
            Map.entry("405", "The address does not take this method"),
            Map.entry("406", "The address does not answer in the media type that is asked for"),
            Map.entry("408", "The request did not arrive in time"),
            Map.entry("414", "The address is too long"),
            Map.entry("417", "The Expect header asks for something unknown"),
            Map.entry("421", "This host serves people's pages, or nothing"),
            Map.entry("429", "The key has used up its calls, or a quota: see Retry-After and the RateLimit headers"),
            Map.entry("431", "The headers are too large"),
            Map.entry("500", "A mistake of ours: repeat the same call"),
            Map.entry("503", "Overloaded or without its database: repeat the same call later"));

    /** They stop something, or are on record each time, or ask without telling the world: no key is needed. */
    private static final Set<String> WITHOUT_KEY =
            Set.of("closeGate", "pauseNotice", "panicStop", "searchSuppression", "revealRecipient");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components =
                document.getComponents() == null ? OASFactory.createComponents() : document.getComponents();
        components.addSchema(PROBLEM, problem());
        ProblemTypes.all().forEach((slug, type) -> components.addExample(slug, example(slug, type)));
        components.addSecurityScheme(
                "key",
                OASFactory.createSecurityScheme()
                        .type(org.eclipse.microprofile.openapi.models.security.SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description(
                                "A key such as cnd_…, made by the command key create or at /v1/keys, or an access token of the issuer"));
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
        if (has(operation, "If-Match")) {
            answer(operation, "412", "It has changed since: read it again");
            answer(operation, "428", "If-Match is missing");
        }
        if (method != PathItem.HttpMethod.GET
                && !has(operation, KEY)
                && !WITHOUT_KEY.contains(String.valueOf(operation.getOperationId()))) {
            // A change names what it saw, or sets what it says: a key only brings its first answer back.
            boolean needed =
                    method == PathItem.HttpMethod.POST && !"importRecipients".equals(operation.getOperationId());
            operation.addParameter(key(needed));
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
                                        .addMediaType(ProblemDocument.MEDIA_TYPE, problems(status))));
    }

    /** The problems that come with a status, each with an example. */
    private static MediaType problems(String status) {
        MediaType content =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/" + PROBLEM));
        ProblemTypes.all().forEach((slug, type) -> {
            if (statuses(type).contains(status)) {
                content.addExample(slug, OASFactory.createExample().ref("#/components/examples/" + slug));
            }
        });
        return content;
    }

    private static List<String> statuses(ProblemTypes.Type type) {
        return STATUS.matcher(type.status()).results().map(MatchResult::group).toList();
    }

    private static Example example(String slug, ProblemTypes.Type type) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("type", ProblemDocument.type(slug));
        value.put("title", ProblemDocument.title(slug));
        value.put("status", Integer.valueOf(statuses(type).getFirst()));
        value.put("detail", type.cause());
        value.put("instance", "urn:uuid:019aa000-2222-7333-8444-555566667777");
        return OASFactory.createExample()
                .summary(type.cause())
                .description(type.fix())
                .value(value);
    }

    private static boolean has(Operation operation, String parameter) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(it -> parameter.equals(it.getName()));
    }

    private static Parameter key(boolean required) {
        return OASFactory.createParameter()
                .name(KEY)
                .in(Parameter.In.HEADER)
                .required(required)
                .description("A random text of your own. The same one and the same body again: the first answer, with"
                        + " Idempotency-Replayed: true, for 30 days")
                .schema(text("16 to 255 printable ASCII characters without spaces, / and \\")
                        .minLength(16)
                        .maxLength(255));
    }

    private static Schema problem() {
        Schema place = object().addProperty(
                        "pointer", text("RFC 6901 pointer to the place, or the name of a parameter"))
                .addProperty("code", text("What is wrong there"));
        return object().description("RFC 9457; never holds the value that was refused")
                .addProperty("type", types())
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

    private static Schema types() {
        Schema types = text("/problems/ and the name of the problem; opens a page with cause and fix");
        ProblemTypes.all().keySet().forEach(slug -> types.addEnumeration(ProblemDocument.type(slug)));
        return types;
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }
}
