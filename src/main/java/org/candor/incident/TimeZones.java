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

/**
 * Which time zones people of a region may live in. The facts stand in {@code region-zones.tsv}: a region that spans several
 * has them all, since we do not know in which of them a person sleeps.
 */
public final class TimeZones {
    private static final Map<String, List<ZoneId>> KNOWN = load();

    private TimeZones() {}

    /**
     * The zones of a region as it is stored: {@code US-CA} or {@code DE}. A subdivision that we have no zones of counts as
     * its whole country.
     *
     * @return the zone of most people first; empty for null and for a region that nobody lives in
     */
    public static List<ZoneId> of(@Nullable String region) {
        if (region == null || region.length() < 2) {
            return List.of();
        }
        String country = region.substring(0, 2);
        Stream<String> keys = region.length() == 2 ? Stream.of(country) : Stream.of(region, country + "-*", country);
        return keys.map(KNOWN::get).filter(Objects::nonNull).findFirst().orElse(List.of());
    }

    private static Map<String, List<ZoneId>> load() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TimeZones.class.getResourceAsStream("region-zones.tsv")),
                StandardCharsets.UTF_8))) {
            Map<String, List<ZoneId>> known = new HashMap<>();
            lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\t"))
                    .forEach(column -> known.put(column[0], zones(column[1])));
            return Map.copyOf(known);
        } catch (IOException e) {
            throw new UncheckedIOException("region-zones.tsv cannot be read", e);
        }
    }

    private static List<ZoneId> zones(String ids) {
        return Stream.of(ids.split(" ")).map(ZoneId::of).toList();
    }
}
