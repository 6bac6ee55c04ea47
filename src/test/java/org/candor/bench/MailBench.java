package org.candor.bench;

import java.nio.file.Path;
import org.candor.rig.Service;

/**
 * How fast mail leaves: sealed people, about 7 KB of text and HTML each, paced (unlimited), every hand-off on record, to a
 * mail server in a process of its own.
 */
final class MailBench {
    private MailBench() {}

    static void run(Path folder) throws Exception {
        try (Sink sink = Sink.start(folder);
                Service service = Service.start(
                        Sending.plan(folder).mailTo(sink.port()).with("candor.courier.email.main.connections", "64"))) {
            Sending.say("mail goes to %s", sink.name());
            new Sending(service, "email").run(folder, figures -> {
                figures.print("mail");
                double yardstick = sink.yardstick(Sending.N);
                if (yardstick > 0) {
                    Sending.say(
                            "mail, %s: smtp-source  %,10.0f messages/s in the same run; ratio %.2f",
                            figures.round(), yardstick, figures.rate() / yardstick);
                }
            });
        }
    }
}
