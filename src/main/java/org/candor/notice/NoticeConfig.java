package org.candor.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.ZoneId;

/** Limits of notices, under {@code candor.notice}. */
@ConfigMapping(prefix = "candor.notice")
public interface NoticeConfig {
    /** More recipients than this need a second person's approval. */
    @WithDefault("100")
    @Min(0)
    long secondPersonAbove();

    /** Recipients in one call of the inline form. */
    @WithDefault("1000")
    @Min(1)
    @Max(1000)
    int inlineMost();

    /** Test messages that an owner may have sent in an hour. */
    @WithDefault("20")
    @Min(1)
    @Max(1000)
    int testsAnHour();

    /** How many previews for a person, which show the name, one owner may ask for within an hour. */
    @WithDefault("50")
    @Min(1)
    @Max(1_000)
    int previewsAnHour();

    /** How long deliveries are tried if the notice names no deadline, counted from its release or {@code not_before}. */
    @WithDefault("72h")
    Duration defaultDeadline();

    /** The time zone of people without a region, for {@code sms_hours}. */
    @WithDefault("UTC")
    ZoneId defaultZone();

    /** Recipients that become deliveries in one transaction. */
    @WithDefault("2000")
    @Min(1)
    @Max(5000)
    int page();

    /** How often a look is taken for released notices that are not fanned out. */
    @WithDefault("250ms")
    Duration fanOutEvery();

    /** How often released notices are looked at: has their hour come, are they done. */
    @WithDefault("1s")
    Duration sweep();

    /** How long the people of an incident are kept after its last notice is done; then they are erased. */
    @WithDefault("90d")
    Duration keepPeople();

    /** How often is looked for people whose time is over, and taken out what is left of those who were erased. */
    @WithDefault("1m")
    Duration forgetEvery();

    /** Notices whose letters can be written without reading them again. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int briefs();
}
