package org.candor.house;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.security.HttpSecurity;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.access.TestKeys;
import org.candor.notice.Rest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Every way in has a policy (A1) and a description. */
@QuarkusTest
class RoutesTest {
    @TestHTTPResource(value = "/openapi", management = true)
    URI openapi;

    @Inject
    Pool pool;

    @TestHTTPResource("/q/openapi")
    URI openapiOutside;

    /** What the rule must find. */
    @Path("/v1/routes-test")
    public static class Forgotten {
        @GET
        public String open() {
            return "";
        }

        @GET
        @Path("misspelt")
        @RolesAllowed("incident:read")
        public String misspelt() {
            return "";
        }
    }

    /** A session has no part in the API. */
    @Path("/v1/routes-test-astray")
    public static class Astray {
        @GET
        @RolesAllowed(Session.ROLE)
        public String open() {
            return "";
        }
    }

    /** A scope is not enough at the console; and its pages are in its room. */
    @Path("/console/routes-test")
    public static class Intruder {
        @GET
        @RolesAllowed(Scopes.INCIDENTS_READ)
        public String open() {
            return "";
        }
    }

    @Test
    void each_route_says_who_may_use_it() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass resource : production()) {
            wrong.addAll(withoutPolicy(resource));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void a1_what_is_open_to_everybody_is_the_publics() {
        Set<String> open = new TreeSet<>();
        for (JavaClass resource : production()) {
            boolean any = resource.isAnnotatedWith(PermitAll.class)
                    || resource.getMethods().stream().anyMatch(it -> it.isAnnotatedWith(PermitAll.class));
            if (any) {
                open.add(resource.getAnnotationOfType(Path.class).value());
            }
        }
        assertEquals(Set.of("/console/sign-in", "/hooks", "/notices", "/problems", "/r", "/verify"), open);
    }

    /** A session opens the console alone, and nothing else opens it: neither a key nor a token ever has its role. */
    @Test
    void a7_the_console_asks_for_a_session_and_nothing_else_does() {
        assertFalse(Scopes.ALL.contains(Session.ROLE));
        List<String> wrong = new ArrayList<>();
        for (JavaClass resource : production()) {
            wrong.addAll(strayed(resource));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void a7_a_page_that_strays_from_the_console_or_into_it_is_found() {
        ClassFileImporter importer = new ClassFileImporter();
        assertEquals(1, strayed(importer.importClass(Astray.class)).size());
        assertEquals(2, strayed(importer.importClass(Intruder.class)).size());
        assertEquals(0, strayed(importer.importClass(Forgotten.class)).size());
    }

    private static List<String> strayed(JavaClass resource) {
        List<String> wrong = new ArrayList<>();
        if (resource.isAnnotatedWith(Path.class)) {
            String path = resource.getAnnotationOfType(Path.class).value();
            boolean console = path.equals("/console") || path.startsWith("/console/");
            if (console != resource.getPackageName().equals("org.candor.console")) {
                wrong.add(resource.getName() + " is at " + path);
            }
            resource.getMethods().stream()
                    .filter(it -> isRoute(it) && !isOpen(resource, it))
                    .filter(it -> console != roles(resource, it).equals(List.of(Session.ROLE)))
                    .forEach(it -> wrong.add(it.getFullName()));
        }
        return wrong;
    }

    @Test
    void a3_no_policy_by_path_guards_anything() {
        List<String> byPath = StreamSupport.stream(
                        ConfigProvider.getConfig().getPropertyNames().spliterator(), false)
                .filter(RoutesTest::isByPath)
                .toList();
        assertEquals(List.of(), byPath);
        for (JavaClass it : production()) {
            assertEquals(List.of(), byCode(it), it.getName());
        }
    }

    @Test
    void a3_a_policy_by_path_is_found_however_it_is_written() {
        for (String it : List.of(
                "quarkus.http.auth.permission.api.paths",
                "%prod.quarkus.http.auth.permission.api.policy",
                "%demo,prod.quarkus.http.auth.policy.p.roles-allowed",
                "quarkus.management.auth.permission.all.paths",
                "QUARKUS_HTTP_AUTH_PERMISSION_API_PATHS",
                "quarkus.http.auth.roles-mapping.admin")) {
            assertTrue(isByPath(it), it);
        }
        assertFalse(isByPath("quarkus.http.auth.proactive"));
        assertFalse(byCode(new ClassFileImporter().importClass(ByCode.class)).isEmpty());
    }

    /** What the rule must find. */
    static final class ByCode {
        void guard(HttpSecurity security) {
            security.path("/v1/*").authenticated();
        }
    }

    private static boolean isByPath(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('_', '.').replaceFirst("^%[^.]*\\.", "");
        return Stream.of("permission", "policy", "roles.mapping", "roles-mapping")
                .anyMatch(it -> plain.startsWith("quarkus.http.auth." + it)
                        || plain.startsWith("quarkus.management.auth." + it));
    }

    /** Where a class of ours would guard paths by code. */
    private static List<String> byCode(JavaClass ours) {
        return ours.getDirectDependenciesFromSelf().stream()
                .map(it -> it.getTargetClass().getName())
                .filter(it -> it.endsWith(".HttpSecurity") || it.contains("HttpSecurityPolicy"))
                .toList();
    }

    /** Writing never implies reading what names people, and nothing else does either. */
    @Test
    void a5_only_two_scopes_open_what_names_people() {
        Set<String> naming = new TreeSet<>();
        for (JavaClass resource : production()) {
            for (JavaMethod method : resource.getMethods()) {
                method.tryGetAnnotationOfType(RolesAllowed.class)
                        .filter(it -> List.of(it.value()).contains(Scopes.RECIPIENTS_READ))
                        .ifPresent(it -> naming.add(
                                method.getName() + " " + String.join(",", new TreeSet<>(List.of(it.value())))));
            }
        }
        assertEquals(
                Set.of(
                        "csv recipients:read",
                        "list recipients:read",
                        "reveal recipients:read",
                        // Numbers of rows and codes, never a value.
                        "get incidents:read,recipients:read,recipients:write",
                        "rejects incidents:read,recipients:read,recipients:write"),
                naming);
    }

    /** No other is ever given to a key. */
    @Test
    void a5_the_scopes_are_those_that_are_promised() {
        assertEquals(
                Set.of(
                        "incidents:read",
                        "incidents:write",
                        "notices:read",
                        "notices:write",
                        "notices:approve",
                        "notices:release",
                        "recipients:write",
                        "recipients:read",
                        "deliveries:read",
                        "resets:read",
                        "resets:write",
                        "channels:admin",
                        "keys:admin",
                        "erasure"),
                Scopes.ALL);
    }

    /** Every GET of the description, by a key that may do everything but read who people are. */
    @Test
    void a5_who_may_not_read_people_reads_of_nobody() throws Exception {
        String word = "planted" + UUID.randomUUID().toString().substring(0, 8);
        ObjectNode order = Rest.inline(0).put("release", true);
        order.withArray("recipients").add(Rest.json("""
                {"ref": "ref-%1$s", "name": "Name %1$s", "email": "%1$s@%1$s.example.net", "phone": "+14155567890",
                 "locale": "en", "region": "US-CA", "exposed": ["names", "passwords"], "e_consent": true,
                 "account": "account-%1$s"}""".formatted(word)));
        String notice = Rest.ALICE
                .post("/v1/notices", order)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Rest.ALICE.get(notice).path("state").equals("completed"));
        String incident = Rest.ALICE.get(notice).path("incident");
        String upload = Rest.ALICE
                .call()
                .header("Idempotency-Key", Rest.fresh())
                .contentType("application/x-ndjson")
                .body(("{\"ref\": \"more-" + word + "\", \"email\": \"more@" + word + ".example.net\"}\n"
                                + "{\"ref\": \"bad-" + word + "\", \"email\": \"" + word + "@@\"}\n")
                        .getBytes(StandardCharsets.UTF_8))
                .post("/v1/incidents/" + incident + "/recipients?name=more")
                .then()
                .statusCode(202)
                .extract()
                .path("import");
        String delivery =
                Rest.ALICE.call().get("/v1/deliveries?notice=" + notice).path("items[0].id");
        String person = Rest.ALICE
                .call()
                .get("/v1/incidents/" + incident + "/recipients")
                .path("items[0].id");
        String shown = Rest.ALICE
                .post(
                        "/v1/incidents/" + incident + "/recipients/" + person + "/reveal",
                        Rest.json("{\"reason\": \"a test\"}"))
                .asString();
        assertTrue(shown.contains(word), "who may read people finds it");
        Set<String> most = new TreeSet<>(Scopes.ALL);
        most.remove(Scopes.RECIPIENTS_READ);
        String key = TestKeys.make(pool, "reads-nobody", most);
        Rest reader = new Rest(() -> key);
        Map<String, String> ids = Map.of(
                "/v1/incidents", incident,
                "/v1/deliveries", delivery,
                "/v1/imports", upload.substring(upload.lastIndexOf('/') + 1));
        List<String> asked = new ArrayList<>();
        for (String path : reads()) {
            String id = ids.entrySet().stream()
                    .filter(it -> path.startsWith(it.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(notice);
            String at = path.replaceFirst("\\{[^}]+\\}", id).replaceAll("\\{[^}]+\\}", person);
            for (String query : path.endsWith("preview")
                    ? List.of("", "?recipient=" + person)
                    : path.equals("/v1/deliveries") ? List.of("", "?notice=" + notice) : List.of("")) {
                Response answer = reader.call().get(at + query);
                String all = answer.asString().toLowerCase(Locale.ROOT) + answer.getHeaders();
                assertFalse(all.contains(word) || all.contains("4155567890"), path + query);
                if (answer.statusCode() == 200) {
                    asked.add(path);
                }
            }
        }
        assertTrue(
                asked.containsAll(List.of(
                        "/v1/incidents/{id}",
                        "/v1/notices/{id}",
                        "/v1/notices/{id}/evidence",
                        "/v1/deliveries",
                        "/v1/deliveries/{id}")),
                asked::toString);
    }

    private Set<String> reads() throws Exception {
        Set<String> paths = new TreeSet<>();
        JsonNode document = new ObjectMapper()
                .readTree(given().accept("application/json").get(openapi).asByteArray());
        document.path("paths").properties().forEach(it -> {
            if (it.getValue().has("get") && !it.getKey().contains("-test")) {
                paths.add(it.getKey());
            }
        });
        return paths;
    }

    private static Iterable<JavaClass> production() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.candor");
    }

    @Test
    void a_route_that_says_nothing_or_names_no_scope_is_found() {
        assertEquals(
                2,
                withoutPolicy(new ClassFileImporter().importClass(Forgotten.class))
                        .size());
    }

    @Test
    void each_operation_has_a_name_of_its_own_and_says_what_may_go_wrong() throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(given().accept("application/json")
                        .get(openapi)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray());
        assertTrue(document.path("openapi").asText().startsWith("3.1"), document.path("openapi")::asText);
        Set<String> names = new HashSet<>();
        for (var path : document.path("paths").properties()) {
            for (var call : path.getValue().properties()) {
                // Tests bring routes of their own.
                if (!path.getKey().contains("-test")) {
                    String where = call.getKey() + " " + path.getKey();
                    assertTrue(names.add(call.getValue().path("operationId").asText()), where);
                    saysWhatMayGoWrong(where, call.getValue(), path.getKey().startsWith("/v1/"));
                }
            }
        }
        assertFalse(names.contains(""));
    }

    private static void saysWhatMayGoWrong(String where, JsonNode operation, boolean call) {
        for (String status : call ? List.of("400", "401", "403", "503") : List.<String>of()) {
            String place = "/responses/" + status + "/content/application~1problem+json";
            assertFalse(operation.at(place).isMissingNode(), where + " " + status);
        }
    }

    @Test
    void each_call_shows_an_answer_its_problems_and_the_key_it_needs() throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(given().accept("application/json").get(openapi).asByteArray());
        List<String> wrong = new ArrayList<>();
        for (var path : document.path("paths").properties()) {
            for (var call : path.getValue().properties()) {
                if (path.getKey().startsWith("/v1/") && !path.getKey().contains("-test")) {
                    wrong.addAll(unsaid(call.getKey() + " " + path.getKey(), call.getKey(), call.getValue()));
                }
            }
        }
        assertEquals(List.of(), wrong);
        Set<String> types = new TreeSet<>();
        document.at("/components/schemas/Problem/properties/type/enum").forEach(it -> types.add(it.asText()));
        assertTrue(types.contains("/problems/validation-failed"), types::toString);
        for (String type : types) {
            JsonNode example = document.at("/components/examples/" + type.substring("/problems/".length()) + "/value");
            assertEquals(type, example.path("type").asText());
        }
    }

    private static List<String> unsaid(String where, String method, JsonNode operation) {
        List<String> wrong = new ArrayList<>();
        boolean good = false;
        for (var answer : operation.path("responses").properties()) {
            if (answer.getKey().startsWith("2")) {
                boolean empty = answer.getKey().equals("204");
                boolean shown = empty;
                for (var content : answer.getValue().path("content").properties()) {
                    shown |= content.getValue().has("examples")
                            || content.getValue().has("example");
                }
                good |= shown;
            }
        }
        if (!good) {
            wrong.add(where + " shows no answer");
        }
        for (String status : List.of("405", "406", "408", "414", "417", "421", "429", "431", "500")) {
            String place = "/responses/" + status + "/content/application~1problem+json/examples";
            if (operation.at(place).isMissingNode()) {
                wrong.add(where + " " + status);
            }
        }
        Set<String> names = new HashSet<>();
        operation.path("parameters").forEach(it -> names.add(it.path("name").asText()));
        boolean stops = Set.of("closeGate", "pauseNotice", "panicStop", "searchSuppression", "revealRecipient")
                .contains(operation.path("operationId").asText());
        if (method.equals("post") && !stops && !names.contains("Idempotency-Key")) {
            wrong.add(where + " needs an Idempotency-Key");
        }
        if (names.contains("If-Match") && operation.at("/responses/412").isMissingNode()) {
            wrong.add(where + " 412");
        }
        return wrong;
    }

    @Test
    void the_description_is_not_where_the_public_comes_in() {
        given().get(openapiOutside).then().statusCode(404);
    }

    private static List<String> withoutPolicy(JavaClass resource) {
        List<String> wrong = new ArrayList<>();
        for (JavaMethod method : resource.getMethods()) {
            if (isRoute(method) && !hasPolicy(resource, method)) {
                wrong.add(method.getFullName());
            }
        }
        return wrong;
    }

    private static boolean isRoute(JavaMethod method) {
        return method.getAnnotations().stream().anyMatch(it -> it.getRawType().isAnnotatedWith(HttpMethod.class));
    }

    private static boolean hasPolicy(JavaClass resource, JavaMethod method) {
        List<String> roles = roles(resource, method);
        return roles.equals(List.of(Session.ROLE))
                || !roles.isEmpty() && Scopes.ALL.containsAll(roles)
                || roles.isEmpty() && isOpen(resource, method);
    }

    /** What a method says counts, and what its class says for those that say nothing. */
    private static boolean isOpen(JavaClass resource, JavaMethod method) {
        return method.isAnnotatedWith(PermitAll.class)
                || resource.isAnnotatedWith(PermitAll.class) && !method.isAnnotatedWith(RolesAllowed.class);
    }

    private static List<String> roles(JavaClass resource, JavaMethod method) {
        if (isOpen(resource, method)) {
            return List.of();
        }
        return method.tryGetAnnotationOfType(RolesAllowed.class)
                .or(() -> resource.tryGetAnnotationOfType(RolesAllowed.class))
                .map(it -> List.of(it.value()))
                .orElse(List.of());
    }
}
