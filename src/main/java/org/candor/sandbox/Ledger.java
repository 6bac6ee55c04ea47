package org.candor.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One file: a line for each message that a server took, on the disk before the client hears of it.
 *
 * <p>One thread writes; whatever came in while it synced goes out with the next sync, so that many connections share one.
 */
final class Ledger implements AutoCloseable {
    private static final int GROUP = 1_000;

    private record Line(byte[] bytes, CompletableFuture<Void> onDisk) {}

    private final InstantSource clock;
    private final FileChannel file;
    private final LinkedBlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final Thread writer;

    Ledger(Path file, InstantSource clock) throws IOException {
        this.clock = clock;
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.writer = Thread.ofPlatform().daemon().name("sandbox-ledger").start(this::write);
    }

    /** Adds the time and these fields, texts, numbers or null, as one line; returns once it is on the disk. */
    void add(Map<String, ? extends @Nullable Object> fields) {
        StringBuilder json = new StringBuilder(200);
        json.append("{\"at\":\"").append(clock.instant()).append('"');
        fields.forEach((name, value) -> {
            json.append(',');
            quote(json, name);
            json.append(':');
            if (value instanceof String text) {
                quote(json, text);
            } else {
                json.append(value);
            }
        });
        Line line = new Line(json.append("}\n").toString().getBytes(StandardCharsets.UTF_8), new CompletableFuture<>());
        lines.add(line);
        try {
            line.onDisk().join();
        } catch (CompletionException lost) {
            throw new UncheckedIOException(new IOException("the ledger cannot be written", lost.getCause()));
        }
    }

    private void write() {
        List<Line> group = new ArrayList<>();
        boolean last = false;
        while (!last) {
            try {
                group.add(lines.take());
                lines.drainTo(group, GROUP);
                last = group.stream().anyMatch(line -> line.bytes().length == 0);
                writeOut(group);
                group.forEach(line -> line.onDisk().complete(null));
            } catch (IOException | InterruptedException lost) {
                group.forEach(line -> line.onDisk().completeExceptionally(lost));
            }
            group.clear();
        }
        lines.drainTo(group);
        group.forEach(line -> line.onDisk().completeExceptionally(new IOException("closed")));
    }

    private void writeOut(List<Line> group) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Line line : group) {
            bytes.writeBytes(line.bytes());
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        file.force(false);
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    @Override
    public void close() throws IOException {
        // A line without bytes is the last one.
        lines.add(new Line(new byte[0], new CompletableFuture<>()));
        try {
            writer.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
