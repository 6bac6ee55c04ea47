package org.candor.plumbing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Set;

/** The settings that belong to no single room. Being the root, it makes any {@code candor.*} key nobody knows an error. */
@ConfigMapping(prefix = "candor")
interface Settings {
    /** Where the embedded database and keys that were made by themselves are kept. */
    Path dataDir();

    /** Host, and port if not the usual one, of the pages that links in messages lead to. */
    @WithName("public.host")
    String publicHost();

    /** Hosts that the API and the console answer on; ports do not matter. */
    @WithName("api.hosts")
    @WithDefault("localhost,127.0.0.1,[::1]")
    Set<String> apiHosts();
}
