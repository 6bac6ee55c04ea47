package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each rule twice: the house keeps it, and the wrong house is caught breaking it. */
class FloorsTest {
    private static final Floors FLOORS = new Floors("org.candor");
    private static final Floors WRONG_FLOORS = new Floors("org.candor.house.wrong");
    private static final JavaClasses HOUSE = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final JavaClasses WRONG_HOUSE = new ClassFileImporter().importPackages("org.candor.house.wrong");

    @Test
    void each_class_lives_directly_in_a_room() {
        kept(Floors::each_class_lives_in_a_room);
        caught(Floors::each_class_lives_in_a_room, "misc.LivesNowhere", "letter.deep.LivesTooDeep");
        spared(Floors::each_class_lives_in_a_room, "delivery.Word");
    }

    @Test
    void imports_go_to_a_lower_floor_only() {
        kept(Floors::imports_go_to_a_lower_floor_only);
        caught(Floors::imports_go_to_a_lower_floor_only, "queue.LooksUp", "queue.LooksSideways", "incident.LooksBack");
        spared(Floors::imports_go_to_a_lower_floor_only, "delivery.Word");
    }

    @Test
    void rooms_form_no_cycle() {
        kept(Floors::rooms_form_no_cycle);
        caught(Floors::rooms_form_no_cycle, "queue.LooksSideways", "incident.LooksBack");
    }

    @Test
    void delivery_needs_the_jdk_alone() {
        kept(Floors::delivery_needs_the_jdk_alone);
        caught(Floors::delivery_needs_the_jdk_alone, "delivery.LooksOutside");
        spared(Floors::delivery_needs_the_jdk_alone, "delivery.Word");
    }

    @Test
    void the_sandbox_is_imported_by_nobody_and_imports_none_of_ours() {
        kept(Floors::the_sandbox_stands_apart);
        kept(Floors::the_sandbox_knows_none_of_ours);
        caught(Floors::the_sandbox_stands_apart, "dispatch.PlaysWithTheSandbox");
        caught(Floors::the_sandbox_knows_none_of_ours, "sandbox.KnowsUs");
    }

    @Test
    void mail_and_twilio_stay_in_courier() {
        kept(Floors::mail_and_twilio_stay_in_courier);
        caught(Floors::mail_and_twilio_stay_in_courier, "letter.SendsMail");
    }

    @Test
    void entities_stay_where_they_live() {
        kept(Floors::entities_stay_where_they_live);
        caught(Floors::entities_stay_where_they_live, "console.ReadsEntities");
    }

    @Test
    void the_sql_client_stays_with_those_who_own_tables() {
        kept(Floors::the_sql_client_stays_with_those_who_own_tables);
        caught(Floors::the_sql_client_stays_with_those_who_own_tables, "letter.AsksTheDatabase");
        spared(Floors::the_sql_client_stays_with_those_who_own_tables, "access.Waits");
    }

    @Test
    void reactive_messaging_stays_in_dispatch() {
        kept(Floors::reactive_messaging_stays_in_dispatch);
        caught(Floors::reactive_messaging_stays_in_dispatch, "queue.Listens");
    }

    @Test
    void tink_and_key_services_stay_in_the_vault() {
        kept(Floors::tink_and_key_services_stay_in_the_vault);
        caught(Floors::tink_and_key_services_stay_in_the_vault, "access.Encrypts");
    }

    @Test
    void nobody_reads_the_clock() {
        kept(Floors::nobody_reads_the_clock);
        caught(
                Floors::nobody_reads_the_clock,
                "access.ReadsTheClock.called()",
                "access.ReadsTheClock.referred()",
                "access.ReadsTheClock.counted()");
    }

    @Test
    void nobody_sleeps() {
        kept(Floors::nobody_sleeps);
        caught(Floors::nobody_sleeps, "access.Sleeps");
    }

    @Test
    void nobody_prints() {
        kept(Floors::nobody_prints);
        caught(Floors::nobody_prints, "System.out", "printStackTrace");
        spared(Floors::nobody_prints, "access.Prints.main");
    }

    @Test
    void nobody_logs_a_failure_itself() {
        kept(Floors::nobody_logs_a_failure_itself);
        caught(Floors::nobody_logs_a_failure_itself, "access.LogsFailures.first", "access.LogsFailures.second");
    }

    @Test
    void nobody_blocks_on_a_reactive_answer() {
        kept(Floors::nobody_blocks_on_a_reactive_answer);
        caught(Floors::nobody_blocks_on_a_reactive_answer, "access.Waits.first", "access.Waits.second");
        spared(Floors::nobody_blocks_on_a_reactive_answer, "incident.MayWait");
    }

    @Test
    void rooms_are_null_marked() {
        kept(Floors::rooms_are_null_marked);
        caught(Floors::rooms_are_null_marked, "reset.Unmarked");
        spared(Floors::rooms_are_null_marked, "delivery.Word");
    }

    @Test
    void names_say_what_a_thing_is() {
        kept(Floors::names_say_what_a_thing_is);
        caught(Floors::names_say_what_a_thing_is, "letter.WordHelper");
        spared(Floors::names_say_what_a_thing_is, "delivery.Word");
    }

    @Test
    void every_rule_is_tried_here() throws Exception {
        // A rule that is added without a test of its own is at least run against the house.
        for (var method : Arrays.stream(Floors.class.getDeclaredMethods())
                .filter(it -> it.getReturnType() == ArchRule.class && it.getParameterCount() == 0)
                .toList()) {
            ((ArchRule) method.invoke(FLOORS)).check(HOUSE);
            assertTrue(
                    ((ArchRule) method.invoke(WRONG_FLOORS))
                            .evaluate(WRONG_HOUSE)
                            .hasViolation(),
                    method.getName() + " lets the wrong house pass");
        }
    }

    private static void kept(Function<Floors, ArchRule> rule) {
        rule.apply(FLOORS).check(HOUSE);
    }

    private static void caught(Function<Floors, ArchRule> rule, String... specimens) {
        String report = report(rule);
        for (String specimen : specimens) {
            assertTrue(report.contains(specimen), specimen + " is not caught by: " + report);
        }
    }

    private static void spared(Function<Floors, ArchRule> rule, String specimen) {
        String origin = "org.candor.house.wrong." + specimen;
        boolean blamed = report(rule)
                .lines()
                .map(it -> it.replaceFirst("^(Class|Method|Field|Constructor) <", ""))
                .anyMatch(it -> it.matches(Pattern.quote(origin) + "[>.(].*"));
        assertFalse(blamed, specimen + " is caught without cause by: " + report(rule));
    }

    private static String report(Function<Floors, ArchRule> rule) {
        EvaluationResult result = rule.apply(WRONG_FLOORS).evaluate(WRONG_HOUSE);
        return result.getFailureReport().toString();
    }
}
