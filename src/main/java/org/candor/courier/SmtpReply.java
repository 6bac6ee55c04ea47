package org.candor.courier;

/**
 * A server's reply, read strictly.
 *
 * @param code 200..599, or {@link #GARBLED} where the text is no reply by RFC 5321
 * @param enhanced the enhanced status code of RFC 3463 if its class fits the code; empty otherwise
 * @param text the raw lines: personal data, stays in the courier
 */
record SmtpReply(int code, String enhanced, String text) {
    static final int GARBLED = -1;

    /** Reads one whole reply, lines ended by LF. All its lines must carry the same code. */
    static SmtpReply read(String text) {
        int code = GARBLED;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            int found = code(text, start, end);
            if (found == GARBLED || (start > 0 && found != code)) {
                return new SmtpReply(GARBLED, "", text);
            }
            code = found;
            start = end + 1;
        }
        return new SmtpReply(code, code == GARBLED ? "" : enhanced(text, code), text);
    }

    boolean garbled() {
        return code == GARBLED;
    }

    boolean positive() {
        return code >= 200 && code < 300;
    }

    boolean negative() {
        return code >= 400;
    }

    private static int code(String text, int start, int end) {
        boolean separated = end - start == 3
                || (end - start > 3 && (text.charAt(start + 3) == ' ' || text.charAt(start + 3) == '-'));
        if (!separated) {
            return GARBLED;
        }
        int code = 0;
        for (int i = start; i < start + 3; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return GARBLED;
            }
            code = code * 10 + c - '0';
        }
        return code < 200 || code > 599 ? GARBLED : code;
    }

    /** {@code class.subject.detail} right behind the code, ended by a blank or the line. */
    private static String enhanced(String text, int code) {
        boolean begins = text.length() > 6 && text.charAt(4) - '0' == code / 100 && text.charAt(5) == '.';
        int dot = begins ? digits(text, 6) : 0;
        if (dot == 0 || dot >= text.length() || text.charAt(dot) != '.') {
            return "";
        }
        int end = digits(text, dot + 1);
        boolean ended = end > 0 && (end == text.length() || text.charAt(end) <= ' ');
        return ended ? text.substring(4, end) : "";
    }

    /** The place behind one to three digits; 0 where there are none or more. */
    private static int digits(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > start && at <= start + 3 ? at : 0;
    }

    /** Prints the codes only: the text may hold an address. */
    @Override
    public String toString() {
        return "SmtpReply[" + code + " " + enhanced + "]";
    }
}
