package org.candor.dispatch;

import jakarta.enterprise.context.ApplicationScoped;
import org.candor.courier.Couriers;
import org.candor.delivery.Address;
import org.candor.delivery.Channel;
import org.candor.delivery.Letter;
import org.candor.delivery.Network;
import org.candor.incident.Person;
import org.candor.letter.Letters;
import org.candor.notice.Sending;
import org.candor.reset.ResetLinks;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts together what a letter needs: the notice's brief, the person, their link. */
@ApplicationScoped
class Mailroom {
    private static final Logger LOG = Logger.getLogger(Mailroom.class);

    private final Letters letters;
    private final ResetLinks links;
    private final Couriers couriers;

    Mailroom(Letters letters, ResetLinks links, Couriers couriers) {
        this.letters = letters;
        this.links = links;
        this.couriers = couriers;
    }

    /** What came of writing a letter. */
    sealed interface Written {}

    record Ready(Address to, Letter letter) implements Written {}

    /** There is nothing to hand off: the person or their address is gone, or the letter cannot be written. */
    record Hopeless(String reason) implements Written {}

    /**
     * Writes what goes out over one channel, to where the person is reached now: an address corrected since the fan-out is
     * used.
     *
     * @param account through which it goes; a public one says the network and the language
     * @param person null if there is none, or none any more
     */
    Written write(Channel channel, String account, Sending sending, @Nullable Person person) {
        try {
            return switch (channel) {
                case EMAIL -> person == null ? gone(person) : email(sending, person);
                case SMS -> person == null ? gone(person) : text(sending, person);
                case SOCIAL -> post(account, sending);
            };
        } catch (RuntimeException e) {
            // Not the message of the exception: it may quote the person's data.
            LOG.errorf(
                    "nothing could be written for notice %s: %s",
                    sending.notice(), e.getClass().getName());
            return new Hopeless("letter-not-written");
        }
    }

    private Written email(Sending sending, Person person) {
        String email = person.email();
        return email == null
                ? gone(person)
                : new Ready(
                        Address.of(Channel.EMAIL, email),
                        letters.write(sending.brief(), person, link(sending, person), sending.code()));
    }

    private Written text(Sending sending, Person person) {
        String phone = person.phone();
        return phone == null
                ? gone(person)
                : new Ready(
                        Address.of(Channel.SMS, phone),
                        letters.text(sending.brief(), person, link(sending, person), sending.code()));
    }

    private Written post(String account, Sending sending) {
        Network network = Network.ofAccount(account);
        return network == null
                ? new Hopeless("network-unknown")
                : new Ready(
                        Address.of(Channel.SOCIAL, account),
                        letters.post(
                                sending.brief(), network, couriers.of(account).language(), sending.code()));
    }

    private @Nullable String link(Sending sending, Person person) {
        return sending.offersReset() ? links.link(sending.notice(), person.id(), sending.resetVersion()) : null;
    }

    private static Hopeless gone(@Nullable Person person) {
        return new Hopeless(person == null ? "recipient-gone" : "address-gone");
    }
}
