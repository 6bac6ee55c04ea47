package org.candor.plumbing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The named statements of one room, read from {@code org/candor/<room>/<room>.sql}. A statement starts at a line
 * {@code -- name: claim} and ends before the next such line; parameters are positional ({@code $1}).
 */
public final class Sql {
    private static final String MARK = "-- name:";
    private static final Map<String, Sql> READ = new ConcurrentHashMap<>();

    private final String room;
    private final Map<String, String> statements;

    private Sql(String room, Map<String, String> statements) {
        this.room = room;
        this.statements = statements;
    }

    /** Loads a room's statements, once; throws {@link IllegalStateException} if the file is missing or names a statement twice. */
    public static Sql of(String room) {
        return READ.computeIfAbsent(room, Sql::read);
    }

    private static Sql read(String room) {
        String path = "org/candor/" + room + "/" + room + ".sql";
        try (InputStream file = Sql.class.getClassLoader().getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("no such file of statements: " + path);
            }
            return new Sql(room, parse(room, new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a statement; throws {@link NoSuchElementException} for a name the file does not have. */
    public String get(String name) {
        String statement = statements.get(name);
        if (statement == null) {
            throw new NoSuchElementException("room " + room + " has no statement named " + name);
        }
        return statement;
    }

    /** All statements by name, in file order. */
    public Map<String, String> all() {
        return statements;
    }

    static Map<String, String> parse(String room, String text) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String part : text.split("(?m)^(?=" + MARK + ")")) {
            if (!part.startsWith(MARK)) {
                continue;
            }
            int line = part.indexOf('\n');
            String name = part.substring(MARK.length(), line).strip();
            String body = part.substring(line + 1).strip();
            if (found.put(name, body.endsWith(";") ? body.substring(0, body.length() - 1) : body) != null) {
                throw new IllegalStateException("room " + room + " names the statement " + name + " twice");
            }
        }
        return found;
    }
}
