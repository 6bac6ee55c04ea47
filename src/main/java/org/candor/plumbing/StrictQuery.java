package org.candor.plumbing;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A call of the API takes the query parameters that its method names with {@code @QueryParam}, each once; anything else
 * is a misspelling that must not pass for the whole list.
 */
final class StrictQuery {
    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @ServerRequestFilter
    void check(ContainerRequestContext request, ResourceInfo resource) {
        if (!request.getUriInfo().getPath().startsWith("/v1/") || resource.getResourceMethod() == null) {
            return;
        }
        Set<String> names = known.computeIfAbsent(resource.getResourceMethod(), StrictQuery::names);
        request.getUriInfo().getQueryParameters().forEach((name, values) -> check(names, name, values));
    }

    private static void check(Set<String> names, String name, List<String> values) {
        if (!names.contains(name)) {
            String takes =
                    names.isEmpty() ? "no query parameters" : "these query parameters: " + String.join(", ", names);
            throw Problem.parameter("query", "This address takes " + takes + ".");
        }
        if (values.size() > 1) {
            throw Problem.parameter(name, "The query parameter " + name + " is given more than once.");
        }
        if (values.getFirst().isEmpty()) {
            // The framework takes it for a parameter that is not there.
            throw Problem.parameter(name, "The query parameter " + name + " has no value.");
        }
    }

    private static Set<String> names(Method method) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            for (Annotation annotation : method.getParameterAnnotations()[i]) {
                if (annotation instanceof QueryParam it) {
                    names.add(it.value());
                } else if (annotation instanceof RestQuery it) {
                    names.add(it.value().isEmpty() ? method.getParameters()[i].getName() : it.value());
                }
            }
        }
        return names;
    }
}
