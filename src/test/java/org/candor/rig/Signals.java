package org.candor.rig;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Signals that Java itself cannot send. */
final class Signals {
    private Signals() {}

    /** Sends {@code -STOP}, {@code -CONT}, {@code -INT}, {@code -QUIT}, {@code -KILL} to processes that the caller has started. */
    static void send(String signal, long... pids) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        for (long pid : pids) {
            command.add(Long.toString(pid));
        }
        int status = new ProcessBuilder(command).start().waitFor();
        if (status != 0) {
            throw new IOException("kill " + signal + " was answered with " + status);
        }
    }
}
