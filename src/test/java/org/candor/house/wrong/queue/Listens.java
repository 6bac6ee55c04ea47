package org.candor.house.wrong.queue;

import org.eclipse.microprofile.reactive.messaging.Message;

/** Wrong: channels are joined in dispatch. */
class Listens {
    Message<String> message;
}
