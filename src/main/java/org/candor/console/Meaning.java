package org.candor.console;

import java.util.HashMap;
import java.util.Map;
import org.candor.delivery.State;
import org.jspecify.annotations.Nullable;

/** What the words of our rooms mean, in a sentence for somebody who does not know them. */
final class Meaning {
    private static final Map<String, String> REASONS = read("""
            accepted | the provider took it
            account-deactivated | the provider has deactivated our account
            account-quota | our account's quota at the provider is spent
            account-rate | our account sends faster than its provider allows
            account-suspended | the provider has suspended our account
            account-taken-down | the provider has taken our account down
            account-unknown | the provider does not know our account
            address-gone | the address was erased meanwhile
            address-invalid | the address is malformed for its mail server
            address-unusable | the address cannot be written in a message
            after-email | waits until the email has failed for good
            answer-unusable | the provider's answer makes no sense
            auth-missing | the relay offers no sign-in
            authentication-refused | the receiver found our mail not authenticated
            blocked | the carrier or the provider blocked it
            body-missing | the provider found no text
            body-too-long | the text is too long for the provider
            came-back | the message came back
            came-back-for-now | the message came back, for now
            cancelled | the notice was cancelled
            carrier-congested | the carrier is congested
            carrier-timeout | the carrier did not answer in time
            carrier-unclear | the carrier gave no clear reason
            carriers-filter | carriers filter our messages
            certificate-invalid | the relay's certificate is not valid
            channel-compromised | the attacker may read or write on this channel, so it is not used
            complained | the person reported it as unwanted
            connection-lost | the connection broke before the message was handed over
            connection-lost-after-dot | the connection broke after the whole message was sent: it may have been taken
            country-held | messages to this country are held
            country-not-enabled | our account may not send to this country
            courier-broke | a fault of ours; see the log
            daily-limit | our account's limit for the day is reached
            decided | a person decided that it was taken
            dkim-refused | the receiver refused our DKIM signature
            domain-takes-no-mail | the domain says that it takes no mail
            domain-unknown | there is no such mail domain
            filtered | the carrier filtered it out
            given-up | a person gave it up
            greylisted | the receiver asks us to come again later
            handset-unknown | there is no such handset
            handset-unreachable | the handset is off or out of reach
            held-for-review | the network holds it for review
            internal-error | the mail server or the provider had a fault of its own
            landline | the number is a landline
            letter-not-written | the letter could not be written; a fault of ours
            login-refused | the provider refused our sign-in
            login-required | the relay wants a sign-in
            login-unavailable | the provider's sign-in does not work just now
            answer-foreign | something on the way answered in the provider's place
            mailbox-disabled | the mailbox is disabled
            mailbox-full | the mailbox is full
            mailbox-moved | the person has moved to another address
            mailbox-unknown | there is no such mailbox
            message-too-big | the message is too big for the receiver
            network-unknown | the account belongs to no network that we know
            no-answer | the provider did not answer
            no-consent | the person did not consent to email, and the law of their region asks for it
            no-free-connection | no connection was free
            no-route | the provider knows no way to this number
            not-a-mobile-number | the number is no mobile number
            not-permitted | our account may not do this
            number-invalid | there is no such number
            opted-out | the person asked not to get text messages
            panic-stop | everything was stopped
            password-file-unreadable | our password file cannot be read
            policy-refused | the receiver refused it by a rule of its own
            post-refused | the network refused the post
            post-too-big | the post is too long for the network
            provider-error | the provider had a fault of its own
            provider-unreachable | the provider cannot be reached
            rate-limited | the network asks us to slow down
            reached-by-email | reached by email, so no text message
            receiver-in-trouble | the receiving mail server is in trouble
            recipient-gone | the person was erased meanwhile
            refused | the receiver refused it for good
            refused-for-now | the receiver refused it for now
            relay-refuses | our mail relay refuses the connection
            relay-unreachable | our mail relay cannot be reached
            reply-garbled | the mail server's answer makes no sense
            reply-garbled-after-dot | the mail server's answer to the whole message makes no sense: it may have been taken
            request-timeout | the provider did not answer in time
            restored-backup | a backup was restored: nobody knows what was sent since
            reverse-dns-refused | the receiver refuses our server's name
            segment-missing | a part of the text message was lost
            sender-daily-cap | our sender's cap for the day is reached
            sender-queue-full | our sender's queue at the provider is full
            sender-rate | our sender sends faster than allowed
            sender-refused | the provider refused our sender
            sender-unregistered | our sender is not registered
            sent-again | a person had it sent again
            server-error | the network had a fault of its own
            server-unreachable | the network cannot be reached
            smtputf8-unsupported | the receiver cannot take addresses in this script
            spf-refused | the receiver found our server not allowed to send for our domain
            starttls-missing | the relay offers no encryption
            starttls-refused | the relay refused encryption
            stopped | the process was being stopped
            syntax-refused | the receiver did not understand us; a fault of ours
            throttled | the receiver asks us to slow down
            timed-out | there was no answer in time
            too-early | the provider would not take it yet
            too-many-recipients | the receiver takes no more at once
            too-many-requests | the provider asks us to slow down
            trial-account | our account is a trial that may not send to this number
            validity-passed | it was not delivered in the time it was good for
            worker-lost | the process that was sending it was lost: it may have been taken
            """);

    private static final Map<String, String> STATES = read("""
            queued | queued
            claimed | about to be sent
            handing_off | being handed over
            waiting | waiting
            unknown | unknown
            accepted | accepted
            delivered | delivered
            bounced | came back
            failed | failed
            suppressed | left alone
            expired | expired
            cancelled | cancelled
            no_address | no address
            not_queued | not queued yet
            """);

    private Meaning() {}

    /** A reason in words; empty for none. What a person wrote stays as it is. */
    static String ofReason(@Nullable String reason) {
        if (reason == null) {
            return "";
        }
        String known = REASONS.get(reason);
        return known != null ? known : reason.matches("[a-z0-9-]+") ? reason.replace('-', ' ') : reason;
    }

    /** A state of a delivery, or one of the two words beside them, for a reader. */
    static String ofState(String state) {
        return STATES.getOrDefault(state, state);
    }

    /** What a state of a delivery says about the person, in a sentence. */
    static String of(State state) {
        return switch (state) {
            case QUEUED -> "It goes out when its turn comes: the pace of its account decides, or a gate is closed.";
            case CLAIMED -> "It is about to be sent. Nothing has left yet.";
            case HANDING_OFF -> "The provider is being asked to take it at this moment.";
            case WAITING -> "It was certainly not taken, and will be tried again by itself.";
            case UNKNOWN ->
                "The provider may have taken it, and nobody can know. It is settled by a receipt, by a rule of the notice, or by you.";
            case ACCEPTED -> "The provider said that it has it. Whether the person got it, only a receipt could tell.";
            case DELIVERED -> "A receipt says that it arrived.";
            case BOUNCED -> "It was taken, and came back.";
            case FAILED -> "It was refused for good, tried often enough, or given up by somebody.";
            case SUPPRESSED ->
                "It is not sent, on purpose: the attacker may read this channel, there is no consent, the person said no, or was erased.";
            case EXPIRED -> "Its deadline passed before it could be sent.";
            case CANCELLED -> "Somebody stopped the notice before its turn came.";
        };
    }

    /** A state of a notice for a reader. */
    static String ofStage(String stage) {
        return stage.replace('_', ' ');
    }

    static String ofChannel(String channel) {
        return switch (channel) {
            case "email" -> "Email";
            case "sms" -> "Text message";
            case "social" -> "Public posts";
            default -> channel;
        };
    }

    private static Map<String, String> read(String table) {
        Map<String, String> words = new HashMap<>();
        table.lines().forEach(line -> {
            String[] pair = line.split(" \\| ", 2);
            words.put(pair[0], pair[1]);
        });
        return Map.copyOf(words);
    }
}
