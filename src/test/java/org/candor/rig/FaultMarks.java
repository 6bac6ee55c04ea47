package org.candor.rig;

/** The marks that {@link FaultProxy} knows itself. */
final class FaultMarks {
    private FaultMarks() {}

    /** So many bytes went by. */
    static final class Count implements FaultProxy.Mark {
        private long left;

        Count(long bytes) {
            this.left = bytes;
        }

        @Override
        public int met(byte[] bytes, int count) {
            if (left <= count) {
                return (int) left;
            }
            left -= count;
            return -1;
        }
    }

    /** A text went by, however it was split. */
    static final class Text implements FaultProxy.Mark {
        private final byte[] text;
        /** For each length that is matched: how much of it is still matched if the next byte is another. */
        private final int[] fallback;

        private int matched;

        Text(byte[] text) {
            this.text = text;
            this.fallback = fallback(text);
        }

        @Override
        public int met(byte[] bytes, int count) {
            for (int i = 0; i < count; i++) {
                while (matched > 0 && bytes[i] != text[matched]) {
                    matched = fallback[matched];
                }
                matched += bytes[i] == text[matched] ? 1 : 0;
                if (matched == text.length) {
                    matched = fallback[matched];
                    return i + 1;
                }
            }
            return -1;
        }

        private static int[] fallback(byte[] text) {
            int[] table = new int[text.length + 1];
            int border = 0;
            for (int i = 1; i < text.length; i++) {
                while (border > 0 && text[i] != text[border]) {
                    border = table[border];
                }
                border += text[i] == text[border] ? 1 : 0;
                table[i + 1] = border;
            }
            return table;
        }
    }
}
