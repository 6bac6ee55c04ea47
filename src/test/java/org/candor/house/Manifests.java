package org.candor.house;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads Kubernetes manifests into typed objects; a field that the type does not have is an error. */
final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "v1/ConfigMap", ConfigMap.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .setAnnotationIntrospector(new Strict());

    /** The types keep what they do not know in a map of leftovers; here nothing may be left over. */
    private static final class Strict extends JacksonAnnotationIntrospector {
        @Override
        public Boolean hasAnySetter(Annotated it) {
            return false;
        }

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(
                com.fasterxml.jackson.databind.cfg.MapperConfig<?> config, Annotated it) {
            return JsonIgnoreProperties.Value.empty();
        }
    }

    private Manifests() {}

    /** All objects that a folder's kustomization lists. */
    static List<HasMetadata> of(Path folder) throws IOException {
        List<HasMetadata> found = new ArrayList<>();
        for (JsonNode file : YAML.readTree(Files.readString(folder.resolve("kustomization.yaml")))
                .path("resources")) {
            found.addAll(read(Files.readString(folder.resolve(file.asText()))));
        }
        return found;
    }

    static List<HasMetadata> read(String yaml) throws IOException {
        List<HasMetadata> found = new ArrayList<>();
        YAMLParser parser = new YAMLFactory().createParser(yaml);
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(parser)) {
            for (JsonNode document : documents.readAll()) {
                String kind = document.path("apiVersion").asText() + "/"
                        + document.path("kind").asText();
                if (!KINDS.containsKey(kind)) {
                    throw new IOException("no such kind of object: " + kind);
                }
                found.add(YAML.treeToValue(document, KINDS.get(kind)));
            }
        }
        return found;
    }

    static <T> List<T> all(List<HasMetadata> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
