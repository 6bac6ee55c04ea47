package org.candor.access;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.nio.file.Path;
import java.util.Optional;
import org.candor.plumbing.CrashPoint;
import org.candor.plumbing.Hosts;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Says where everything is once the service answers. */
@ApplicationScoped
class StartLines {
    private static final Logger LOG = Logger.getLogger("candor");

    private final Hosts hosts;
    private final SignIn signIn;
    private final Optional<String> issuer;
    private final Path dataDir;
    private final int management;

    StartLines(
            Hosts hosts,
            SignIn signIn,
            AccessConfig config,
            @ConfigProperty(name = "candor.data-dir") Path dataDir,
            @ConfigProperty(name = "quarkus.management.port") int management) {
        this.hosts = hosts;
        this.signIn = signIn;
        this.issuer = config.oidc().issuer();
        this.dataDir = dataDir;
        this.management = management;
    }

    void say(@ObservesAsync HttpServerStart started) {
        boolean live = ConfigUtils.isProfileActive("prod");
        LOG.info(
                live
                        ? "Mode prod: notices reach people."
                        : "Mode " + String.join(",", ConfigUtils.getProfiles())
                                + ", SANDBOX: nothing leaves this machine.");
        CrashPoint armed = CrashPoint.armed();
        if (armed != null) {
            LOG.warnf("%s is set: this process is going to die at %s", CrashPoint.VARIABLE, armed.word());
        }
        LOG.infof(
                "API http://127.0.0.1:%d, console http://localhost:%d/console, people's pages %s",
                started.options().getPort(), started.options().getPort(), hosts.publicOrigin());
        issuer.ifPresent(it -> LOG.infof(
                "Tokens of %s are taken; operators sign in %s", it, signIn.atIssuer() ? "there" : "with a key"));
        LOG.infof("Health, metrics, OpenAPI http://127.0.0.1:%d/q/health /q/metrics /q/openapi", management);
        if (!live) {
            LOG.infof(
                    "Data and keys in %s (sign in with one of keys/demo-keys.json); to forget everything, stop and delete it",
                    dataDir.toAbsolutePath());
        }
    }
}
