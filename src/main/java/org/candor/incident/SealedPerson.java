package org.candor.incident;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The plain content of the column {@code sealed}: a version byte, then ref, name, email, phone and account, each as two
 * bytes of length and UTF-8; length 0xFFFF means there is none. Compact and without a parser, since it is written a
 * million times an import and read for every message.
 */
final class SealedPerson {
    private static final byte VERSION = 1;
    private static final int NONE = 0xFFFF;
    private static final int FIELDS = 5;

    private SealedPerson() {}

    static byte[] write(NewRecipient it) {
        byte[][] fields = {
            utf8(it.ref()), utf8(it.name()), utf8(it.email()), utf8(it.phone()), utf8(it.account()),
        };
        int size = 1 + 2 * FIELDS;
        for (byte[] field : fields) {
            size += field == null ? 0 : field.length;
        }
        ByteBuffer plain = ByteBuffer.allocate(size).put(VERSION);
        for (byte[] field : fields) {
            if (field == null) {
                plain.putShort((short) NONE);
            } else {
                plain.putShort((short) field.length).put(field);
            }
        }
        return plain.array();
    }

    /** The five fields in the order of writing. */
    static @Nullable String[] read(byte[] plain) {
        if (plain.length == 0 || plain[0] != VERSION) {
            throw new IllegalStateException("a person sealed by a later version of Candor");
        }
        @Nullable String[] fields = new String[FIELDS];
        int at = 1;
        for (int i = 0; i < FIELDS; i++) {
            int length = (plain[at] & 0xFF) << 8 | plain[at + 1] & 0xFF;
            at += 2;
            if (length != NONE) {
                fields[i] = new String(plain, at, length, StandardCharsets.UTF_8);
                at += length;
            }
        }
        return fields;
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
