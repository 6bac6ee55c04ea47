package org.candor.house.wrong.letter;

import jakarta.mail.Message;

/** Wrong: only couriers speak to providers. */
class SendsMail {
    Message mail;
}
