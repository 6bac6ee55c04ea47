package org.candor.sandbox;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One client's conversation by RFC 5321, bent by the script where an address asks for it. */
final class SmtpSession {
    private static final int MOST_RECIPIENTS = 100;
    private static final Pattern PATH = Pattern.compile("<([^<>\\s]*)>((?: [^ ]+)*)");
    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^message-id:\\s*(\\S+)\\s*$");

    private final SmtpLedger server;
    private final SmtpSettings settings;
    private final List<String> recipients = new ArrayList<>();
    private Socket socket;
    private SmtpWire wire;
    private boolean greeted;
    private boolean loggedIn;
    private @Nullable String sender;
    private boolean open = true;

    SmtpSession(SmtpLedger server, SmtpSettings settings, Socket socket) throws IOException {
        this.server = server;
        this.settings = settings;
        this.socket = socket;
        if (settings.tlsFirst()) {
            startTls();
        }
        this.wire = new SmtpWire(this.socket);
    }

    /** Serves the client until it leaves or the script closes. */
    void serve() throws IOException {
        if (forced("GREETING")) {
            wire.flush();
        } else {
            wire.reply("220 sandbox.invalid ESMTP ledger");
        }
        while (open) {
            String line = wire.line();
            if (line == null) {
                return;
            }
            command(line);
        }
        wire.flush();
    }

    private void command(String line) throws IOException {
        int space = line.indexOf(' ');
        String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        String rest = space < 0 ? "" : line.substring(space + 1).trim();
        server.hears(verb);
        if (forced(verb)) {
            return;
        }
        switch (verb) {
            case "EHLO" -> hello(true);
            case "HELO" -> hello(false);
            case "STARTTLS" -> secure();
            case "AUTH" -> login(rest);
            case "MAIL" -> mail(rest);
            case "RCPT" -> rcpt(rest);
            case "DATA" -> data();
            case "RSET" -> {
                reset();
                wire.reply("250 2.0.0 Ok");
            }
            case "NOOP" -> wire.reply("250 2.0.0 Ok");
            case "VRFY" -> wire.reply("252 2.1.5 send some mail and see");
            case "QUIT" -> {
                wire.reply("221 2.0.0 Bye");
                open = false;
            }
            default -> wire.reply("500 5.5.2 no such command");
        }
    }

    /** Says what {@link SmtpLedger#answer} put in place of the usual answer; false if nothing. */
    private boolean forced(String verb) throws IOException {
        Act act = server.forced(verb);
        if (act != null) {
            perform(act);
        }
        return act != null;
    }

    private void perform(Act act) throws IOException {
        if (act.equals(Act.SILENCE)) {
            wire.ignore();
            open = false;
            return;
        }
        if (act.waits() > 0) {
            wire.flush();
            server.pause(settings.slowness().multipliedBy(act.waits()));
        }
        if (act.reply() != null) {
            wire.reply(act.reply());
        }
        if (act.cuts()) {
            open = false;
        }
    }

    private void hello(boolean extended) throws IOException {
        greeted = true;
        reset();
        List<String> lines = new ArrayList<>();
        lines.add("sandbox.invalid");
        if (extended) {
            lines.addAll(settings.offers());
            lines.add("SIZE " + settings.maxBytes());
            if (settings.tls() != null && !secured()) {
                lines.add("STARTTLS");
            }
            if (settings.login() != null) {
                lines.add("AUTH PLAIN LOGIN");
            }
        }
        StringBuilder reply = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            boolean last = i == lines.size() - 1;
            reply.append(last ? "250 " : "250-").append(lines.get(i)).append(last ? "" : "\r\n");
        }
        wire.reply(reply.toString());
    }

    private void secure() throws IOException {
        if (settings.tls() == null || secured()) {
            wire.reply("502 5.5.1 no TLS here");
            return;
        }
        wire.reply("220 2.0.0 go ahead");
        wire.flush();
        startTls();
        wire = new SmtpWire(socket);
        greeted = false;
    }

    private void startTls() throws IOException {
        SSLSocket secured = (SSLSocket) Objects.requireNonNull(settings.tls())
                .getSocketFactory()
                .createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        server.turnedToTls();
        socket = secured;
    }

    private boolean secured() {
        return socket instanceof SSLSocket;
    }

    private void login(String rest) throws IOException {
        SmtpSettings.Login login = settings.login();
        if (login == null) {
            wire.reply("502 5.5.1 no AUTH here");
            return;
        }
        String[] words = rest.split(" ");
        String given;
        if (words[0].equalsIgnoreCase("PLAIN")) {
            given = words.length > 1 ? decoded(words[1]) : asked("");
            given = given.substring(given.indexOf('\0') + 1);
        } else {
            given = asked("Username:") + "\0" + asked("Password:");
        }
        loggedIn = given.equals(login.name() + "\0" + login.password());
        wire.reply(loggedIn ? "235 2.7.0 welcome" : "535 5.7.8 wrong name or password");
    }

    private String asked(String prompt) throws IOException {
        wire.reply("334 " + Base64.getEncoder().encodeToString(prompt.getBytes(StandardCharsets.UTF_8)));
        String line = wire.line();
        return line == null ? "" : decoded(line);
    }

    private static String decoded(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private void mail(String rest) throws IOException {
        Matcher path = PATH.matcher(rest.regionMatches(true, 0, "FROM:", 0, 5) ? rest.substring(5) : "");
        if (!greeted || sender != null) {
            wire.reply("503 5.5.1 not now");
        } else if (settings.login() != null && !loggedIn) {
            wire.reply("530 5.7.0 log in first");
        } else if (!path.matches()) {
            wire.reply("501 5.5.4 what sender?");
        } else {
            sender = path.group(1);
            wire.reply("250 2.1.0 Ok");
        }
    }

    private void rcpt(String rest) throws IOException {
        Matcher path = PATH.matcher(rest.regionMatches(true, 0, "TO:", 0, 3) ? rest.substring(3) : "");
        if (sender == null) {
            wire.reply("503 5.5.1 not now");
        } else if (!path.matches() || path.group(1).isEmpty()) {
            wire.reply("501 5.1.3 what address?");
        } else if (recipients.size() == MOST_RECIPIENTS) {
            wire.reply("452 4.5.3 too many");
        } else {
            String address = path.group(1);
            Act act = server.script().atRcpt(address);
            if (act == null || (act.reply() != null && act.reply().startsWith("250"))) {
                recipients.add(address);
            }
            perform(act == null ? Act.say("250 2.1.5 Ok") : act);
        }
    }

    private void data() throws IOException {
        if (recipients.isEmpty()) {
            wire.reply(sender != null ? "554 5.5.1 no valid recipients" : "503 5.5.1 not now");
            return;
        }
        Act act = server.script().atData(recipients.getFirst());
        if (act != null) {
            perform(act);
            return;
        }
        wire.reply("354 end with a dot");
        SmtpWire.Message message = wire.message(settings.maxBytes());
        if (message == null) {
            open = false;
        } else if (message.tooBig()) {
            wire.reply("552 5.3.4 too big");
        } else if (!forced(".")) {
            take(message);
        }
        reset();
    }

    /** Takes the message unless the script refuses it; it is in the ledger before anything is said. */
    private void take(SmtpWire.Message message) throws IOException {
        Act act = server.script().atDot(recipients.getFirst());
        if (act != null
                && act.reply() != null
                && (act.reply().startsWith("4") || act.reply().startsWith("5"))) {
            perform(act);
            return;
        }
        long number = server.record(messageId(message), sender == null ? "" : sender, recipients, message);
        server.delay();
        perform(act == null ? Act.say("250 2.0.0 Ok: queued as S" + number) : act);
    }

    private static String messageId(SmtpWire.Message message) {
        String text = new String(message.bytes(), 0, message.length(), StandardCharsets.ISO_8859_1);
        int blank = text.indexOf("\r\n\r\n");
        Matcher id = MESSAGE_ID.matcher(blank < 0 ? text : text.substring(0, blank));
        return id.find() ? id.group(1) : "";
    }

    private void reset() {
        sender = null;
        recipients.clear();
    }
}
