package org.candor.courier;

/**
 * How far a hand-off has come. {@link #DOT} is the point of no return: it is entered before the final dot leaves, so that
 * whatever breaks from there on cannot be taken for "not delivered".
 */
enum SmtpPhase {
    CONNECT,
    GREETING,
    HELLO,
    TLS,
    LOGIN,
    /** Logged in, nothing of this hand-off sent. */
    READY,
    MAIL,
    RCPT,
    DATA,
    BODY,
    DOT;

    boolean connecting() {
        return compareTo(READY) < 0;
    }

    /** The phase a command opens; the present one for commands that belong to none. */
    SmtpPhase after(String command) {
        if (command.equals(".")) {
            return DOT;
        }
        int space = command.indexOf(' ');
        return switch (space < 0 ? command : command.substring(0, space)) {
            case "EHLO", "HELO" -> HELLO;
            case "STARTTLS" -> TLS;
            case "AUTH" -> LOGIN;
            case "MAIL" -> MAIL;
            case "RCPT" -> RCPT;
            case "DATA" -> DATA;
            default -> this;
        };
    }
}
