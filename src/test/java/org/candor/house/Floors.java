package org.candor.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * The rules of the house, for the rooms below one base package: {@code org.candor} in earnest, and a base full of wrong
 * specimens to prove that each rule bites.
 */
final class Floors {
    static final Map<String, Integer> FLOOR = Map.ofEntries(
            Map.entry("console", 6),
            Map.entry("dispatch", 5),
            Map.entry("progress", 5),
            Map.entry("bulletin", 5),
            Map.entry("notice", 4),
            Map.entry("letter", 3),
            Map.entry("reset", 3),
            Map.entry("receipt", 3),
            Map.entry("incident", 2),
            Map.entry("queue", 2),
            Map.entry("courier", 2),
            Map.entry("keys", 2),
            Map.entry("access", 1),
            Map.entry("record", 1),
            Map.entry("delivery", 0),
            Map.entry("vault", 0),
            Map.entry("plumbing", 0));

    /** Stands apart: the service meets it over loopback only. */
    static final String SANDBOX = "sandbox";

    /** Rooms with tables of their own. */
    static final Set<String> OWNERS =
            Set.of("access", "record", "incident", "queue", "reset", "receipt", "notice", "vault");

    private static final Pattern UNSAID = Pattern.compile(".*(Manager|Helper|Utils?|Impl|Processor|Base)");

    private final String base;

    Floors(String base) {
        this.base = base;
    }

    ArchRule each_class_lives_in_a_room() {
        return classes()
                .that()
                .resideInAPackage(base + "..")
                .should(satisfy("live directly in a room of the house", it -> isRoom(it.getPackageName())));
    }

    ArchRule imports_go_to_a_lower_floor_only() {
        return classes()
                .that()
                .resideInAPackage(base + "..")
                .should(each("import from lower floors only", Floors::downward));
    }

    ArchRule rooms_form_no_cycle() {
        return slices().matching(base + ".(*)..").should().beFreeOfCycles();
    }

    ArchRule delivery_needs_the_jdk_alone() {
        return classes()
                .that()
                .resideInAPackage(room("delivery"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(room("delivery"), "java..", "org.jspecify.."));
    }

    ArchRule the_sandbox_stands_apart() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackage(room(SANDBOX))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room(SANDBOX));
    }

    ArchRule the_sandbox_knows_none_of_ours() {
        return noClasses()
                .that()
                .resideInAPackage(room(SANDBOX))
                .should()
                .dependOnClassesThat(describe(
                        "live in another room",
                        it -> it.getPackageName().startsWith(base + ".")
                                && !it.getPackageName().equals(room(SANDBOX))));
    }

    ArchRule mail_and_twilio_stay_in_courier() {
        return only(Set.of("courier"), "jakarta.mail..", "org.eclipse.angus..", "com.twilio..");
    }

    ArchRule entities_stay_where_they_live() {
        return only(
                Set.of("access", "record", "incident", "notice", "reset"), "jakarta.persistence..", "org.hibernate..");
    }

    /** Beside the owners: plumbing, which serves them all, progress, which reads, and keys, which hands a transaction on. */
    ArchRule the_sql_client_stays_with_those_who_own_tables() {
        Set<String> rooms = new HashSet<>(OWNERS);
        rooms.add("plumbing");
        rooms.add("progress");
        rooms.add("keys");
        return only(
                rooms,
                "io.vertx.sqlclient..",
                "io.vertx.mutiny.sqlclient..",
                "io.vertx.pgclient..",
                "io.vertx.mutiny.pgclient..",
                "java.sql..",
                "javax.sql..");
    }

    ArchRule reactive_messaging_stays_in_dispatch() {
        return only(
                Set.of("dispatch"),
                "org.eclipse.microprofile.reactive.messaging..",
                "io.smallrye.reactive.messaging..");
    }

    ArchRule tink_and_key_services_stay_in_the_vault() {
        return only(Set.of("vault"), "com.google.crypto.tink..", "software.amazon.awssdk..", "io.github.jopenlibs..");
    }

    /** Time is injected, so that a test can turn the clock; time spans may be measured with {@code nanoTime}. */
    ArchRule nobody_reads_the_clock() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .should(call(
                        "read the system's clock",
                        target -> target.getOwner().getPackageName().equals("java.time")
                                        && target.getName().equals("now")
                                        && target.getFullName().endsWith("now()")
                                || target.getFullName().equals("java.lang.System.currentTimeMillis()")));
    }

    ArchRule nobody_sleeps() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .should(call(
                        "sleep",
                        target -> target.getOwner().isEquivalentTo(Thread.class)
                                && target.getName().equals("sleep")));
    }

    /** A program of its own, run by its {@code main}, may: what it prints is its interface. */
    ArchRule nobody_prints() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .should(call(
                        "print",
                        origin -> !origin.getName().equals("main"),
                        target -> target.getOwner().isEquivalentTo(System.class)
                                        && (target.getName().equals("out")
                                                || target.getName().equals("err"))
                                || target.getOwner().getName().equals("java.lang.IO")
                                || target.getName().equals("printStackTrace")));
    }

    /** A failure is told by {@code Faults.describe}: its message may quote somebody. */
    ArchRule nobody_logs_a_failure_itself() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .should(call(
                        "log a failure with its message",
                        target -> target instanceof AccessTarget.CodeUnitCallTarget it
                                && it.getOwner().getPackageName().equals("org.jboss.logging")
                                && it.getRawParameterTypes().stream()
                                        .anyMatch(type -> type.isAssignableTo(Throwable.class))));
    }

    /** The streamed import and the couriers run on virtual threads of their own and may wait there. */
    ArchRule nobody_blocks_on_a_reactive_answer() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackages(room("incident"), room("courier"))
                .should(call(
                        "wait for a reactive answer",
                        target -> target.getOwner().getName().equals("io.smallrye.mutiny.groups.UniAwait")
                                        && !target.getName().equals("asOptional")
                                || target.getOwner().getName().startsWith("io.vertx.mutiny.")
                                        && target.getName().endsWith("AndAwait")));
    }

    ArchRule rooms_are_null_marked() {
        return classes()
                .that()
                .resideInAPackage(base + "..")
                .should(satisfy("live in a null-marked package", it -> nullMarked(it.getPackage())));
    }

    ArchRule names_say_what_a_thing_is() {
        return classes()
                .that()
                .resideInAPackage(base + "..")
                .should(satisfy(
                        "not be called Manager, Helper, Util, Impl, Processor or Base",
                        it -> !UNSAID.matcher(it.getSimpleName()).matches()));
    }

    private String room(String name) {
        return base + "." + name;
    }

    private boolean isRoom(String packageName) {
        return roomOf(packageName)
                .filter(it -> FLOOR.containsKey(it) || it.equals(SANDBOX))
                .isPresent();
    }

    /** The room a package is, empty for anything outside the base or nested deeper than a room. */
    private Optional<String> roomOf(String packageName) {
        if (!packageName.startsWith(base + ".")) {
            return Optional.empty();
        }
        String rest = packageName.substring(base.length() + 1);
        return rest.contains(".") ? Optional.empty() : Optional.of(rest);
    }

    private static boolean downward(Floors floors, Dependency dependency) {
        Optional<String> from = floors.roomOf(dependency.getOriginClass().getPackageName());
        Optional<String> to = floors.roomOf(dependency.getTargetClass().getPackageName());
        if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
            return true;
        }
        Integer upper = FLOOR.get(from.get());
        Integer lower = FLOOR.get(to.get());
        // A room that the table does not know, the sandbox among them, is another rule's business.
        return upper == null || lower == null || lower < upper;
    }

    private ArchRule only(Set<String> rooms, String... packages) {
        return noClasses()
                .that(describe(
                        "live outside of " + rooms,
                        it -> it.getPackageName().startsWith(base)
                                && roomOf(it.getPackageName())
                                        .filter(rooms::contains)
                                        .isEmpty()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages);
    }

    private static boolean nullMarked(JavaPackage it) {
        return it.tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
    }

    private static ArchCondition<JavaClass> call(String description, Predicate<AccessTarget> forbidden) {
        return call(description, _ -> true, forbidden);
    }

    private static ArchCondition<JavaClass> call(
            String description, Predicate<JavaCodeUnit> bound, Predicate<AccessTarget> forbidden) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass it, ConditionEvents events) {
                for (JavaAccess<?> access : it.getAccessesFromSelf()) {
                    if (bound.test(access.getOrigin()) && forbidden.test(access.getTarget())) {
                        events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> satisfy(String description, Predicate<JavaClass> predicate) {
        return ArchCondition.from(DescribedPredicate.describe(description, predicate));
    }

    private ArchCondition<JavaClass> each(String description, BiPredicate<Floors, Dependency> allowed) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass it, ConditionEvents events) {
                for (Dependency dependency : it.getDirectDependenciesFromSelf()) {
                    if (!allowed.test(Floors.this, dependency)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }
}
