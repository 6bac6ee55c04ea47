package org.candor.courier;

import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens connections to one account's relay: name, socket, TLS, greeting, login. */
final class SmtpOpener {
    private static final int MOST_ADDRESSES = 4;
    private static final String[] TLS_VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** What came of it. */
    sealed interface Opened {}

    record Ready(SmtpConnection connection) implements Opened {}

    record Not(SmtpEnding ending) implements Opened {}

    private final EmailAccount account;
    private final Watchdog watchdog;
    private final SSLSocketFactory tls;
    private final Session session;
    private final Logins logins = new Logins();

    SmtpOpener(EmailAccount account, Watchdog watchdog) {
        this.account = account;
        this.watchdog = watchdog;
        this.tls = TrustedRoots.factory(account.trustFile());
        this.session = Session.getInstance(properties());
    }

    Session session() {
        return session;
    }

    Opened open() {
        try {
            return greet(connected());
        } catch (IOException unreachable) {
            return new Not(SmtpEnding.broken(SmtpPhase.CONNECT));
        }
    }

    private Opened greet(WireSocket wire) {
        Watchdog.Guard guard = watchdog.guard(wire);
        SmtpConnection connection = new SmtpConnection(session, account, wire, guard, logins);
        SmtpEnding ending;
        try {
            guard.allow(account.limits().command());
            wire.setSoTimeout((int) account.limits().command().toMillis());
            ending = connection.open(account.tls() == EmailAccount.Tls.SMTPS ? secure(wire) : wire);
        } catch (IOException e) {
            ending = SmtpConnection.certificate(e)
                    ? SmtpEnding.of(Fault.CERTIFICATE_INVALID)
                    : SmtpEnding.broken(SmtpPhase.TLS);
        }
        if (ending == null) {
            return new Ready(connection);
        }
        connection.quit();
        return new Not(ending);
    }

    /** Tries the relay's addresses in turn, since the first one may be of a network we are not in. */
    private WireSocket connected() throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress found : resolved()) {
            WireSocket wire = new WireSocket();
            try {
                // Given its name, so that nobody looks the number up again and TLS checks the certificate against the
                // name.
                InetAddress address = InetAddress.getByAddress(account.host(), found.getAddress());
                wire.setTcpNoDelay(true);
                wire.connect(new InetSocketAddress(address, account.port()), (int)
                        account.limits().connect().toMillis());
                return wire;
            } catch (IOException e) {
                wire.close();
                last = e;
            }
        }
        throw last;
    }

    /** A look-up cannot be interrupted and would hold a carrier of the virtual threads: it gets a thread of its own. */
    private List<InetAddress> resolved() throws IOException {
        CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("courier-look-up").start(() -> {
            try {
                found.complete(InetAddress.getAllByName(account.host()));
            } catch (IOException e) {
                found.completeExceptionally(e);
            }
        });
        try {
            InetAddress[] all = found.get(account.limits().connect().toMillis(), TimeUnit.MILLISECONDS);
            return List.of(all).subList(0, Math.min(all.length, MOST_ADDRESSES));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the relay's name cannot be looked up", e);
        }
    }

    private SSLSocket secure(Socket wire) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(wire, account.host(), account.port(), true);
        SSLParameters wanted = secured.getSSLParameters();
        wanted.setProtocols(TLS_VERSIONS);
        wanted.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(wanted);
        secured.startHandshake();
        return secured;
    }

    /** Never among them: allow8bitmime, which saves the message anew and changes its Message-ID, and chunksize. */
    private Properties properties() {
        boolean startTls = account.tls() == EmailAccount.Tls.STARTTLS;
        Properties all = new Properties();
        all.setProperty("mail.host", account.host());
        all.setProperty("mail.smtp.localhost", account.sender().heloName());
        all.setProperty("mail.smtp.quitwait", "false");
        all.setProperty("mail.smtp.sendpartial", "false");
        all.setProperty("mail.smtp.auth", Boolean.toString(account.username() != null));
        all.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        all.setProperty("mail.smtp.starttls.enable", Boolean.toString(startTls));
        all.setProperty("mail.smtp.starttls.required", Boolean.toString(startTls));
        all.setProperty("mail.smtp.ssl.protocols", String.join(" ", TLS_VERSIONS));
        all.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        all.put("mail.smtp.ssl.socketFactory", tls);
        return all;
    }
}
