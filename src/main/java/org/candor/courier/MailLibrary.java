package org.candor.courier;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sets the mail library up for this process, once.
 *
 * <p>Jakarta Mail looks its stream provider up anew for every message unless it is named, which costs half of the time of a
 * hand-off. And it logs the whole conversation, addresses and text, for anyone who sets its log category to trace; a
 * subclass of its transport even does so in the category of its own package. That cannot be switched on here, in any
 * profile: the sandbox keeps whole mails for whoever needs to look at one.
 */
final class MailLibrary {
    static final String STREAM_PROVIDER = "jakarta.mail.util.StreamProvider";
    static final String OURS = "org.eclipse.angus.mail.util.MailStreamProvider";

    /** Held, since a logger that nobody holds forgets its level. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.candor.courier"),
            Logger.getLogger("org.candor.courier.protocol"),
            Logger.getLogger("org.eclipse.angus.mail"),
            Logger.getLogger("org.eclipse.angus.mail.smtp"),
            Logger.getLogger("org.eclipse.angus.mail.smtp.protocol"),
            Logger.getLogger("org.eclipse.angus.mail.util"),
            Logger.getLogger("org.eclipse.angus.mail.util.logging"),
            Logger.getLogger("jakarta.mail"),
            Logger.getLogger("jakarta.mail.internet"));

    private MailLibrary() {}

    static void prepare() {
        System.setProperty(STREAM_PROVIDER, OURS);
        QUIET.forEach(logger -> logger.setLevel(Level.INFO));
    }
}
