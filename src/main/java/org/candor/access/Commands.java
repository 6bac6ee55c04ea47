package org.candor.access;

import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the program does when it is started with words: {@code key …} and {@code vault …}. */
final class Commands {
    private static final String USAGE = "Usage: key create --owner <who> --scopes <a,b|all> [--name <what for>]"
            + " [--incidents <id,id>] [--contact <address>] [--days <until it expires>] [--calls <a minute>] [--file <to write it to>]"
            + " | key revoke --id <id> | vault create|add|use|drop|reopen --file <the key file>";
    private static final Set<String> OPTIONS =
            Set.of("owner", "scopes", "name", "incidents", "contact", "days", "calls", "file", "id");

    private Commands() {}

    /** What to print; throws {@link IllegalArgumentException} or {@link IllegalStateException} with the sentence to stop with. */
    static String run(SmallRyeConfig config, List<String> args) {
        Map<String, String> options = args.size() < 2 ? Map.of() : options(args.subList(2, args.size()));
        return switch (args.stream().limit(2).collect(Collectors.joining(" "))) {
            case "key create" -> KeyCommand.create(config, options);
            case "key revoke" -> KeyCommand.revoke(config, options);
            case "vault create" -> VaultCommand.create(file(options));
            case "vault add" -> VaultCommand.add(file(options));
            case "vault use" -> VaultCommand.use(file(options));
            case "vault drop" -> VaultCommand.drop(config, file(options));
            case "vault reopen" -> VaultCommand.reopen(file(options));
            default -> throw usage();
        };
    }

    static IllegalArgumentException usage() {
        return new IllegalArgumentException(USAGE);
    }

    private static Path file(Map<String, String> options) {
        String name = options.get("file");
        if (name == null) {
            throw usage();
        }
        return Path.of(name);
    }

    private static Map<String, String> options(List<String> args) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.size(); i += 2) {
            String name = args.get(i).startsWith("--") ? args.get(i).substring(2) : "";
            if (!OPTIONS.contains(name) || options.put(name, args.get(i + 1)) != null) {
                throw usage();
            }
        }
        if (args.size() % 2 != 0) {
            throw usage();
        }
        return options;
    }
}
