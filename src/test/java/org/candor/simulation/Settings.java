package org.candor.simulation;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.candor.dispatch.DispatchConfig;
import org.candor.notice.NoticeConfig;
import org.candor.queue.QueueConfig;

/** The configuration of all simulated processes: the defaults, but for lanes narrow enough to be full. */
final class Settings {
    private static final SmallRyeConfig CONFIG = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(QueueConfig.class)
            .withMapping(DispatchConfig.class)
            .withMapping(NoticeConfig.class)
            .withDefaultValue("candor.dispatch.in-flight", "4")
            .withDefaultValue("candor.dispatch.group", "3")
            .build();

    static final QueueConfig QUEUE = CONFIG.getConfigMapping(QueueConfig.class);
    static final DispatchConfig DISPATCH = CONFIG.getConfigMapping(DispatchConfig.class);
    static final NoticeConfig NOTICE = CONFIG.getConfigMapping(NoticeConfig.class);

    private Settings() {}
}
