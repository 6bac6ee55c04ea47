package org.candor.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of what the program is made of, which every build writes (S1, S2). */
class SbomIT {
    private static final Path LIST = Path.of("target/candor-sbom.json");
    private static final Path LIBRARIES = Path.of("target/quarkus-app/lib");
    private static final int MANY = 100;

    @Test
    void each_library_that_runs_is_in_the_list_by_its_hash() throws Exception {
        JsonNode list = new ObjectMapper().readTree(LIST.toFile());
        assertEquals("CycloneDX", list.path("bomFormat").asText());
        Set<String> known = new HashSet<>();
        list.path("components")
                .forEach(component -> component.path("hashes").forEach(hash -> {
                    if (hash.path("alg").asText().equals("SHA-256")) {
                        known.add(hash.path("content").asText());
                    }
                }));
        try (Stream<Path> all = Files.walk(LIBRARIES)) {
            List<Path> jars = all.filter(it -> it.toString().endsWith(".jar")).toList();
            assertTrue(jars.size() > MANY, jars::toString);
            assertEquals(
                    List.of(),
                    jars.stream().filter(it -> !known.contains(hash(it))).toList());
        }
    }

    private static String hash(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
