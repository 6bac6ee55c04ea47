package org.candor.incident;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which time zones a region lies in, from {@code region-zones.tsv}. */
public final class TimeZones {
    private static final Map<String, List<ZoneId>> ZONES = load();

    private TimeZones() {}

    /**
     * All zones that somebody of this region may live in: those of the subdivision, else those of the country.
     *
     * @param region ISO 3166-2, or a country alone; null for none
     * @return empty if nothing is known of it
     */
    public static List<ZoneId> of(@Nullable String region) {
        if (region == null || region.length() < 2) {
            return List.of();
        }
        String country = region.substring(0, 2);
        return Stream.of(region, region.length() > 2 ? country + "-*" : country, country)
                .map(ZONES::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(List.of());
    }

    private static Map<String, List<ZoneId>> load() {
        Map<String, List<ZoneId>> zones = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TimeZones.class.getResourceAsStream("region-zones.tsv")),
                StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(it -> !it.startsWith("#"))
                    .map(it -> it.split("\t"))
                    .forEach(it -> zones.put(
                            it[0], Stream.of(it[1].split(" ")).map(ZoneId::of).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException("region-zones.tsv cannot be read", e);
        }
        return Map.copyOf(zones);
    }
}
