package org.candor.plumbing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The files below {@code templates/}: those built in, or a folder that somebody edits. */
sealed interface TemplateFiles {
    /** The text of a file by its path below {@code templates/}; throws {@link NoSuchElementException} if it is missing. */
    String read(String path);

    /** The names of the files in a folder that is known to hold {@code member}. */
    List<String> list(String folder, String member);

    /** Changes whenever a file may have changed. */
    long edition();

    /** What is on the classpath: never changes. */
    record BuiltIn() implements TemplateFiles {
        private static final String ROOT = "templates/";

        @Override
        public String read(String path) {
            try (InputStream file = TemplateFiles.class.getClassLoader().getResourceAsStream(ROOT + path)) {
                if (file == null) {
                    throw new NoSuchElementException("no such template: " + path);
                }
                return new String(file.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** A classpath cannot be listed; the place where a known member was found can. */
        @Override
        public List<String> list(String folder, String member) {
            String path = ROOT + folder + "/";
            URL found = TemplateFiles.class.getClassLoader().getResource(path + member);
            if (found == null) {
                throw new NoSuchElementException("no such template: " + folder + "/" + member);
            }
            return list(found, path);
        }

        static List<String> list(URL member, String path) {
            try {
                return member.getProtocol().equals("jar") ? inJar(member, path) : names(Path.of(member.toURI()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        private static List<String> inJar(URL member, String path) throws IOException {
            JarURLConnection connection =
                    (JarURLConnection) URI.create(member.toString()).toURL().openConnection();
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                return jar.stream()
                        .map(it -> it.getName())
                        .filter(it -> it.startsWith(path) && it.indexOf('/', path.length()) < 0)
                        .map(it -> it.substring(path.length()))
                        .filter(it -> !it.isEmpty())
                        .sorted()
                        .toList();
            }
        }

        private static List<String> names(Path member) throws IOException {
            try (Stream<Path> files = Files.list(member.getParent())) {
                return files.map(it -> it.getFileName().toString()).sorted().toList();
            }
        }

        @Override
        public long edition() {
            return 0;
        }
    }

    /** A folder that is looked at again at most every 300 ms. */
    final class Folder implements TemplateFiles {
        private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

        private final Path root;
        private volatile long edition;
        private volatile long looked;

        Folder(Path root) {
            if (!Files.isDirectory(root)) {
                throw new IllegalStateException("candor.templates.folder is not a folder: " + root.toAbsolutePath());
            }
            this.root = root;
            this.edition = look();
            this.looked = System.nanoTime();
        }

        @Override
        public String read(String path) {
            Path file = root.resolve(path).normalize();
            if (!file.startsWith(root.normalize()) || !Files.isRegularFile(file)) {
                throw new NoSuchElementException("no such template: " + path);
            }
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<String> list(String folder, String member) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                return files.map(it -> it.getFileName().toString()).sorted().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long edition() {
            if (System.nanoTime() - looked > LOOK_NANOS) {
                edition = look();
                looked = System.nanoTime();
            }
            return edition;
        }

        /** Names, sizes and times of all files as one number: an edit, a new file and a removed one all change it. */
        private long look() {
            try (Stream<Path> files = Files.walk(root, 4)) {
                return files.filter(Files::isRegularFile)
                        .mapToLong(Folder::mark)
                        .sum();
            } catch (IOException | UncheckedIOException e) {
                // A file that vanished between being listed and being read: the next look sees it gone.
                return edition + 1;
            }
        }

        private static long mark(Path file) {
            try {
                return 31L * (31L * file.hashCode() + Files.size(file))
                        + Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
