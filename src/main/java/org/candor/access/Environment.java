package org.candor.access;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.candor.plumbing.CrashPoint;

/**
 * Stops the start at a variable {@code CANDOR_…} of the environment that is no setting. Property files are checked by the
 * framework, which lets a misspelt variable pass for nobody's.
 */
@ApplicationScoped
class Environment {
    private static final String PREFIX = "CANDOR_";
    /** What Kubernetes and Docker tell a container about a service named candor. */
    private static final Pattern LINK = Pattern.compile(".*_SERVICE_(HOST|PORT.*)|.*_PORT(_\\d+_(TCP|UDP).*)?");

    void check(@Observes @Priority(1) StartupEvent started) {
        Set<String> unknown = unknown(System.getenv().keySet(), settings());
        // No setting: it is read before there are any, and only by tests.
        unknown.remove(CrashPoint.VARIABLE);
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("The environment has " + String.join(", ", unknown)
                    + ", which is no setting of Candor: correct its name or take it out.");
        }
    }

    /** Variables of ours that name none of the settings; a star stands for a name of the user's choice. */
    static Set<String> unknown(Collection<String> variables, Collection<String> settings) {
        String known = settings.stream()
                .map(it -> it.toUpperCase(java.util.Locale.ROOT)
                        .replaceAll("[^A-Z0-9*]", "_")
                        .replace("*", "\\w+"))
                .collect(Collectors.joining("|"));
        Pattern pattern = Pattern.compile(known);
        return variables.stream()
                .filter(it -> it.startsWith(PREFIX) && !LINK.matcher(it).matches())
                .filter(it -> !pattern.matcher(it).matches())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> settings() {
        Set<String> settings = new HashSet<>();
        Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .flatMap(bean -> bean.getTypes().stream())
                .filter(type -> type instanceof Class<?> it && it.isAnnotationPresent(ConfigMapping.class))
                .map(type -> ConfigMappings.ConfigClass.configClass((Class<?>) type))
                .filter(it -> it.getPrefix().startsWith("candor"))
                .forEach(it -> settings.addAll(ConfigMappings.getProperties(it).keySet()));
        return settings;
    }
}
