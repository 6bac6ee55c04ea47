package org.candor.rig;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Meets the execution of one SQL statement on a connection to PostgreSQL, seen from the client: a statement is prepared once
 * under a name and later bound by it, so its text goes by only the first time.
 *
 * <p>It reads a connection from its first byte on: reset those that are open when the rule is made.
 */
public final class PgMark implements FaultProxy.Mark {
    private final String text;
    private final boolean atCommit;
    private final Map<String, Boolean> prepared = new HashMap<>();
    private byte[] rest = new byte[0];
    private boolean started;
    private boolean bound;

    private PgMark(String text, boolean atCommit) {
        this.text = text;
        this.atCommit = atCommit;
    }

    /** Met when a statement with this in its text is executed. */
    public static Supplier<FaultProxy.Mark> statement(String text) {
        return () -> new PgMark(text, false);
    }

    /** Met at the COMMIT of a transaction in which such a statement was executed. */
    public static Supplier<FaultProxy.Mark> commitAfter(String text) {
        return () -> new PgMark(text, true);
    }

    @Override
    public int met(byte[] bytes, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(rest);
        all.write(bytes, 0, count);
        ByteBuffer in = ByteBuffer.wrap(all.toByteArray());
        boolean met = false;
        while (!met && whole(in)) {
            met = message(in);
        }
        rest = new byte[in.remaining()];
        in.get(rest);
        return met ? count : -1;
    }

    /** The first message of a connection has a length and no type. */
    private boolean whole(ByteBuffer in) {
        int head = started ? 1 : 0;
        return in.remaining() >= head + 4 && in.remaining() >= head + in.getInt(in.position() + head);
    }

    private boolean message(ByteBuffer in) {
        byte type = started ? in.get() : 0;
        started = true;
        byte[] body = new byte[in.getInt() - 4];
        in.get(body);
        String[] parts = new String(body, StandardCharsets.ISO_8859_1).split("\0", 3);
        switch (type) {
            case 'P' -> prepared.put(parts[0], parts[1].contains(text));
            case 'B' -> bound |= prepared.getOrDefault(parts[1], false);
            case 'Q' -> {
                if (atCommit && bound && parts[0].equals("COMMIT")) {
                    bound = false;
                    return true;
                }
                bound &= atCommit && !parts[0].equals("ROLLBACK");
            }
            default -> {}
        }
        boolean met = bound && !atCommit;
        bound &= atCommit;
        return met;
    }
}
