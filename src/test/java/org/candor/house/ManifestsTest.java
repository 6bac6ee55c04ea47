package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every manifest is read into typed objects and held against the Kubernetes requirements. */
class ManifestsTest {
    private static final Path BASE = Path.of("k8s/base");

    @Test
    void the_base_keeps_every_rule() throws Exception {
        assertEquals(List.of(), Hardening.broken(Manifests.of(BASE)));
    }

    @Test
    void the_base_holds_all_that_a_deployment_needs() throws Exception {
        Set<String> kinds =
                Manifests.of(BASE).stream().map(HasMetadata::getKind).collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "Namespace",
                        "ServiceAccount",
                        "ConfigMap",
                        "Deployment",
                        "Service",
                        "PodDisruptionBudget",
                        "NetworkPolicy"),
                kinds);
    }

    @Test
    void every_file_is_listed() throws Exception {
        String listed = Files.readString(BASE.resolve("kustomization.yaml"));
        try (Stream<Path> files = Files.list(BASE)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                assertTrue(name.equals("kustomization.yaml") || listed.contains("- " + name), name + " is not listed");
            }
        }
    }

    @Test
    void what_the_pod_mounts_exists() throws Exception {
        List<HasMetadata> objects = Manifests.of(BASE);
        Deployment deployment = Manifests.all(objects, Deployment.class).getFirst();
        var pod = deployment.getSpec().getTemplate().getSpec();
        Set<String> names = objects.stream()
                .map(it -> it.getKind() + "/" + it.getMetadata().getName())
                .collect(Collectors.toSet());
        assertTrue(names.contains("ServiceAccount/" + pod.getServiceAccountName()));
        pod.getVolumes().stream()
                .filter(it -> it.getConfigMap() != null)
                .forEach(it -> assertTrue(
                        names.contains("ConfigMap/" + it.getConfigMap().getName())));
        Set<String> volumes = pod.getVolumes().stream().map(it -> it.getName()).collect(Collectors.toSet());
        pod.getContainers().getFirst().getVolumeMounts().forEach(it -> assertTrue(volumes.contains(it.getName())));
    }

    @Test
    void a_field_that_does_not_exist_is_found() throws Exception {
        String right = Files.readString(BASE.resolve("deployment.yaml"));
        for (String wrong : List.of(
                right.replace("  replicas: 2", "  replica: 2"),
                right.replace("readOnlyRootFilesystem:", "readonlyRootFilesystem:"),
                right.replace("              memory: 1Gi", "              memory: 1Gi\n          resource: {}"))) {
            assertThrows(IOException.class, () -> Manifests.read(wrong));
        }
    }

    /** Each line breaks the base by replacing a text everywhere, and names the rule that must notice. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enforce: restricted | enforce: baseline | K1 the namespace enforces the restricted standard",
                "automountServiceAccountToken: false | automountServiceAccountToken: true | K3 no service account token",
                "automountServiceAccountToken: false | automountServiceAccountToken: true | K3 the pod mounts no token",
                "runAsNonRoot: true | runAsNonRoot: false | K2 a user without rights",
                "runAsUser: 65532 | runAsUser: 0 | K2 a user without rights",
                "type: RuntimeDefault | type: Unconfined | K2 the default seccomp profile",
                "enableServiceLinks: false | hostNetwork: true | K2 nothing of the host",
                "readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | K2 locked container",
                "allowPrivilegeEscalation: false | allowPrivilegeEscalation: true | K2 locked container",
                "- ALL | - NET_RAW | K2 locked container",
                "medium: Memory | medium: Disk | K2 what may be written is memory and small",
                "sizeLimit: 64Mi | sizeLimit: 1Gi | K2 what may be written is memory and small",
                "podSelector: {} | podSelector: {matchLabels: {a: b}} | K4 everything is denied unless allowed",
                "169.254.0.0/16 | 10.0.0.0/8 | K4 the cloud's metadata service is closed",
                "candor.public.host= | relay.password=x candor.public.host= | K5 no secret in a config map",
                "name: QUARKUS_CONFIG_LOCATIONS | name: A_PASSWORD | K5 no secret in the environment",
                "terminationGracePeriodSeconds: 130 | terminationGracePeriodSeconds: 30 | K6 longer grace than the drain",
                "preStop: | postStart: | K6 time before the port closes",
                "podAntiAffinity: | podAffinity: | K7 never two copies on one node if it can be helped",
                "replicas: 2 | replicas: 1 | K7 at least two copies",
                "path: /q/health/live | path: /q/health/ready | K10 probes of their own on the management port",
                "image: candor:0.1.0 | image: candor:latest | K12 a pinned image",
                "image: candor:0.1.0 | image: candor | K12 a pinned image",
                "containerPort: 9000 | containerPort: 8080 | the ports are those of the service"
            })
    void each_rule_notices_what_breaks_it(String right, String wrong, String rule) throws Exception {
        List<HasMetadata> objects = new ArrayList<>();
        boolean changed = false;
        for (Path file : files()) {
            String text = Files.readString(file);
            changed |= text.contains(right);
            objects.addAll(Manifests.read(text.replace(right, wrong)));
        }
        assertTrue(changed, "nothing to replace");
        assertTrue(Hardening.broken(objects).contains(rule), () -> "only " + Hardening.broken(objects));
    }

    @Test
    void a_policy_that_opens_too_much_is_noticed() throws Exception {
        String policy = """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: wide}
                spec:
                  podSelector: {matchLabels: {a: b}}
                  ingress:
                  - ports: [{port: 8080}, {port: 9000}]
                  egress:
                  - to: [{ipBlock: {cidr: 10.0.0.0/8}}]
                """;
        List<HasMetadata> objects = new ArrayList<>(Manifests.of(BASE));
        objects.addAll(Manifests.read(policy));
        assertEquals(
                List.of(
                        "K4 whoever comes in is named",
                        "K4 service and management are let in apart",
                        "K4 whatever goes out goes to named ports"),
                Hardening.broken(objects));
    }

    @Test
    void what_is_missing_or_does_not_match_is_noticed() throws Exception {
        List<HasMetadata> objects = new ArrayList<>(Manifests.of(BASE));
        objects.removeIf(PodDisruptionBudget.class::isInstance);
        Manifests.all(objects, Service.class).getFirst().getSpec().setSelector(Map.of("app", "other"));
        Manifests.all(objects, Service.class)
                .getLast()
                .getSpec()
                .setPorts(List.of(new ServicePort(), new ServicePort()));
        PodSpec pod = Manifests.all(objects, Deployment.class)
                .getFirst()
                .getSpec()
                .getTemplate()
                .getSpec();
        pod.getVolumes().add(new VolumeBuilder().withNewHostPath("/dev", "").build());
        pod.getContainers().getFirst().getResources().setRequests(Map.of("memory", new Quantity("512Mi")));
        assertEquals(
                List.of(
                        "A14 no service carries both the public port and the management port",
                        "K12 no path of the host",
                        "K7 a disruption budget",
                        "every service finds the pods",
                        "K7 memory requested is the limit"),
                Hardening.broken(objects));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(BASE)) {
            return files.filter(it -> !it.endsWith("kustomization.yaml")).toList();
        }
    }
}
