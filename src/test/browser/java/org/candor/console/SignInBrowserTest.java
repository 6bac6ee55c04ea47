package org.candor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.candor.access.Scopes;
import org.candor.access.TestKeys;
import org.candor.plumbing.Ids;
import org.candor.rig.Chromium;
import org.candor.rig.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@QuarkusTest
class SignInBrowserTest {
    @Inject
    Pool pool;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void a7_an_operator_signs_in_by_typing_a_key_and_signs_out() {
        String owner = "operator-" + Ids.next();
        Visit visit = chromium.visit();
        visit.console("/console/sign-in");
        visit.assertClean();
        visit.signIn(TestKeys.make(pool, owner, Scopes.ALL));
        assertTrue(visit.text().contains("Signed in as " + owner), visit::text);
        visit.assertClean();
        visit.button("Sign out").click();
        assertEquals("Sign in", visit.title());
        visit.console("/console");
        assertEquals("Sign in", visit.title());
    }
}
