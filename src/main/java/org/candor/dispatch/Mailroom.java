package org.candor.dispatch;

import jakarta.enterprise.context.ApplicationScoped;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Letter;
import org.candor.incident.Person;
import org.candor.letter.Letters;
import org.candor.notice.Sending;
import org.candor.reset.ResetLinks;
import org.jboss.logging.Logger;

/** Puts together what a letter needs: the notice's brief, the person, their link. */
@ApplicationScoped
class Mailroom {
    private static final Logger LOG = Logger.getLogger(Mailroom.class);

    private final Letters letters;
    private final ResetLinks links;

    Mailroom(Letters letters, ResetLinks links) {
        this.letters = letters;
        this.links = links;
    }

    /** What came of writing a letter. */
    sealed interface Written {}

    record Ready(Address to, Letter letter) implements Written {}

    /** There is nothing to hand off: the person or their address is gone, or the letter cannot be written. */
    record Hopeless(String reason) implements Written {}

    /** Writes to where the person is reached now: an address corrected since the fan-out is used. */
    Written write(Parcel parcel) {
        Person person = parcel.person();
        if (person == null || person.email() == null) {
            return new Hopeless(person == null ? "recipient-gone" : "address-gone");
        }
        Sending sending = parcel.sending();
        try {
            String link =
                    sending.offersReset() ? links.link(sending.notice(), person.id(), sending.resetVersion()) : null;
            Letter letter = letters.write(sending.brief(), person, link, sending.code());
            return new Ready(Address.of(Channel.EMAIL, person.email()), letter);
        } catch (RuntimeException e) {
            // Not the message of the exception: it may quote the person's data.
            LOG.errorf(
                    "no letter for delivery %s: %s",
                    parcel.claim().delivery(), e.getClass().getName());
            return new Hopeless("letter-not-written");
        }
    }
}
