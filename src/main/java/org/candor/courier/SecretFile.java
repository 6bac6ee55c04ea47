package org.candor.courier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds a secret: the current one in its first line, and while it is exchanged the old one in its second. Read
 * anew when the file has changed, so that an exchange needs no restart.
 */
final class SecretFile {
    private final Path file;
    private volatile @Nullable Read last;

    private record Read(FileTime changed, List<String> lines) {}

    SecretFile(Path file) {
        this.file = file;
    }

    /** The secret in force; throws {@link IOException} if the file cannot be read or holds none. */
    String current() throws IOException {
        return lines().getFirst();
    }

    /** The secret in force and then, if there is one, the old one. */
    List<String> lines() throws IOException {
        FileTime changed = Files.getLastModifiedTime(file);
        Read known = last;
        if (known == null || !known.changed().equals(changed)) {
            known = new Read(changed, read());
            last = known;
        }
        return known.lines();
    }

    private List<String> read() throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(2)
                .toList();
        if (lines.isEmpty()) {
            throw new IOException("a secret file is empty");
        }
        return lines;
    }

    /** Prints nothing of what it holds. */
    @Override
    public String toString() {
        return "SecretFile[***]";
    }
}
