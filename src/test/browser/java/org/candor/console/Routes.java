package org.candor.console;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be opened at the console, as the code says it. */
final class Routes {
    private static final Pattern EITHER = Pattern.compile("\\{\\w+: *([^}]+)}");

    private Routes() {}

    /** Each path that answers GET, with the names of its parameters; one that is one of several words is each of them. */
    static Set<String> all() {
        Set<String> all = new TreeSet<>();
        for (JavaClass resource : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.candor.console")) {
            if (resource.isAnnotatedWith(Path.class)) {
                String root = resource.getAnnotationOfType(Path.class).value();
                resource.getMethods().stream()
                        .filter(it -> it.isAnnotatedWith(GET.class))
                        .forEach(it -> expand(root + under(it), all));
            }
        }
        return all;
    }

    private static String under(JavaMethod method) {
        return method.tryGetAnnotationOfType(Path.class)
                .map(it -> it.value().startsWith("/") ? it.value() : "/" + it.value())
                .orElse("");
    }

    private static void expand(String path, Set<String> all) {
        Matcher either = EITHER.matcher(path);
        if (!either.find()) {
            all.add(path);
            return;
        }
        for (String word : either.group(1).split("\\|")) {
            expand(path.substring(0, either.start()) + word + path.substring(either.end()), all);
        }
    }
}
