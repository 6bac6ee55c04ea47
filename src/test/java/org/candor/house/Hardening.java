package org.candor.house;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** What a manifest must have before it may carry personal data, by the numbers of the security requirements. */
final class Hardening {
    private static final int GRACE = 120;
    private static final int UNPRIVILEGED = 1000;
    private static final int SERVICE_PORT = 8080;
    private static final int MANAGEMENT_PORT = 9000;
    private static final BigDecimal TMP = BigDecimal.valueOf(64L << 20);
    private static final Pattern PINNED = Pattern.compile(".+(@sha256:[0-9a-f]{64}|:(?!latest$)[\\w.-]+)");
    /** A setting whose name ends in {@code -file} holds a place, not a secret. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password|secret|token|credential)[\\w.-]*(?<!-file)\\s*=\\s*\\S");

    private final List<HasMetadata> objects;
    private final List<String> broken = new ArrayList<>();

    private Hardening(List<HasMetadata> objects) {
        this.objects = objects;
    }

    /** The rules that these objects break; empty when all hold. */
    static List<String> broken(List<HasMetadata> objects) {
        Hardening check = new Hardening(objects);
        check.namespace();
        check.network();
        check.secrets();
        for (Deployment deployment : Manifests.all(objects, Deployment.class)) {
            PodSpec pod = deployment.getSpec().getTemplate().getSpec();
            check.pod(pod);
            check.rollout(deployment, pod);
            pod.getContainers().forEach(check::container);
        }
        return check.broken;
    }

    private void rule(String number, boolean holds) {
        if (!holds) {
            broken.add(number);
        }
    }

    private void namespace() {
        rule(
                "K1 the namespace enforces the restricted standard",
                Manifests.all(objects, Namespace.class).stream()
                        .anyMatch(it -> "restricted"
                                .equals(it.getMetadata().getLabels().get("pod-security.kubernetes.io/enforce"))));
        rule(
                "K3 no service account token",
                Manifests.all(objects, ServiceAccount.class).stream()
                        .allMatch(it -> Boolean.FALSE.equals(it.getAutomountServiceAccountToken())));
    }

    private void network() {
        List<NetworkPolicy> policies = Manifests.all(objects, NetworkPolicy.class);
        rule(
                "K4 everything is denied unless allowed",
                policies.stream()
                        .map(NetworkPolicy::getSpec)
                        .anyMatch(it -> it.getPodSelector().getMatchLabels().isEmpty()
                                && it.getPolicyTypes().containsAll(List.of("Ingress", "Egress"))
                                && it.getIngress().isEmpty()
                                && it.getEgress().isEmpty()));
        rule(
                "K4 whoever comes in is named",
                policies.stream()
                        .flatMap(it -> it.getSpec().getIngress().stream())
                        .noneMatch(it -> it.getFrom().isEmpty() || it.getPorts().isEmpty()));
        rule(
                "K4 service and management are let in apart",
                policies.stream()
                        .flatMap(it -> it.getSpec().getIngress().stream())
                        .allMatch(it -> it.getPorts().size() == 1));
        rule(
                "K4 whatever goes out goes to named ports",
                policies.stream()
                        .flatMap(it -> it.getSpec().getEgress().stream())
                        .noneMatch(it -> it.getTo().isEmpty() || it.getPorts().isEmpty()));
        rule(
                "K4 the cloud's metadata service is closed",
                policies.stream()
                        .flatMap(it -> it.getSpec().getEgress().stream())
                        .flatMap(it -> it.getTo().stream())
                        .map(it -> it.getIpBlock())
                        .filter(Objects::nonNull)
                        .allMatch(Hardening::sparesMetadata));
        rule(
                "A14 no service carries both the public port and the management port",
                Manifests.all(objects, Service.class).stream()
                        .allMatch(it -> it.getSpec().getPorts().size() == 1));
    }

    private static boolean sparesMetadata(IPBlock block) {
        return switch (block.getCidr()) {
            case "0.0.0.0/0" -> block.getExcept().contains("169.254.0.0/16");
            case "::/0" -> block.getExcept().contains("fd00:ec2::254/128");
            default -> !block.getCidr().startsWith("169.254.");
        };
    }

    private void secrets() {
        rule(
                "K5 no secret in a config map",
                Manifests.all(objects, ConfigMap.class).stream()
                        .flatMap(it -> it.getData().values().stream())
                        .noneMatch(it -> SECRET.matcher(it).find()));
    }

    private void pod(PodSpec pod) {
        var security = pod.getSecurityContext();
        rule("K3 the pod mounts no token", Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()));
        rule(
                "K2 a user without rights",
                security != null
                        && Boolean.TRUE.equals(security.getRunAsNonRoot())
                        && security.getRunAsUser() != null
                        && security.getRunAsUser() >= UNPRIVILEGED);
        rule(
                "K2 the default seccomp profile",
                security != null
                        && security.getSeccompProfile() != null
                        && "RuntimeDefault".equals(security.getSeccompProfile().getType()));
        rule(
                "K2 nothing of the host",
                !Boolean.TRUE.equals(pod.getHostNetwork())
                        && !Boolean.TRUE.equals(pod.getHostPID())
                        && !Boolean.TRUE.equals(pod.getHostIPC()));
        rule("K12 no path of the host", pod.getVolumes().stream().allMatch(it -> it.getHostPath() == null));
        rule(
                "K2 what may be written is memory and small",
                pod.getVolumes().stream()
                        .map(Volume::getEmptyDir)
                        .filter(Objects::nonNull)
                        .allMatch(it -> "Memory".equals(it.getMedium())
                                && it.getSizeLimit() != null
                                && Quantity.getAmountInBytes(it.getSizeLimit()).compareTo(TMP) <= 0));
    }

    private void rollout(Deployment deployment, PodSpec pod) {
        rule(
                "K6 longer grace than the drain",
                pod.getTerminationGracePeriodSeconds() != null && pod.getTerminationGracePeriodSeconds() >= GRACE);
        rule(
                "K7 never two copies on one node if it can be helped",
                pod.getAffinity() != null && pod.getAffinity().getPodAntiAffinity() != null);
        rule("K7 at least two copies", deployment.getSpec().getReplicas() >= 2);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        rule(
                "K7 a disruption budget",
                Manifests.all(objects, PodDisruptionBudget.class).stream()
                        .map(it -> it.getSpec().getSelector().getMatchLabels())
                        .anyMatch(it -> labels.entrySet().containsAll(it.entrySet())));
        rule(
                "every service finds the pods",
                Manifests.all(objects, Service.class).stream()
                        .allMatch(it -> labels.entrySet()
                                .containsAll(it.getSpec().getSelector().entrySet())));
    }

    private void container(Container it) {
        var security = it.getSecurityContext();
        rule(
                "K2 locked container",
                security != null
                        && Boolean.TRUE.equals(security.getReadOnlyRootFilesystem())
                        && Boolean.FALSE.equals(security.getAllowPrivilegeEscalation())
                        && !Boolean.TRUE.equals(security.getPrivileged())
                        && security.getCapabilities() != null
                        && security.getCapabilities().getDrop().contains("ALL")
                        && security.getCapabilities().getAdd().isEmpty());
        rule("K12 a pinned image", PINNED.matcher(it.getImage()).matches());
        rule(
                "K5 no secret in the environment",
                it.getEnv().stream().allMatch(Hardening::open)
                        && it.getEnvFrom().isEmpty());
        rule(
                "K6 time before the port closes",
                it.getLifecycle() != null && it.getLifecycle().getPreStop() != null);
        rule(
                "K7 memory requested is the limit",
                it.getResources() != null
                        && it.getResources().getLimits().get("memory") != null
                        && Objects.equals(
                                it.getResources().getLimits().get("memory"),
                                it.getResources().getRequests().get("memory")));
        rule(
                "K10 probes of their own on the management port",
                asks(it.getLivenessProbe(), "/q/health/live")
                        && asks(it.getReadinessProbe(), "/q/health/ready")
                        && asks(it.getStartupProbe(), "/q/health/started"));
        rule(
                "the ports are those of the service",
                it.getPorts().stream()
                        .map(port -> port.getName() + port.getContainerPort())
                        .toList()
                        .containsAll(List.of("http" + SERVICE_PORT, "management" + MANAGEMENT_PORT)));
    }

    private static boolean open(EnvVar it) {
        return (it.getValueFrom() == null || it.getValueFrom().getSecretKeyRef() == null)
                && !SECRET.matcher(it.getName() + "=" + it.getValue()).find();
    }

    private static boolean asks(Probe probe, String path) {
        return probe != null
                && probe.getHttpGet() != null
                && path.equals(probe.getHttpGet().getPath())
                && "management".equals(probe.getHttpGet().getPort().getStrVal());
    }
}
