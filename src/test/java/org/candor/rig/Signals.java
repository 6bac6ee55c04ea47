package org.candor.rig;

import java.io.IOException;

/** Signals that Java itself cannot send. */
final class Signals {
    private Signals() {}

    /** Sends {@code -STOP}, {@code -CONT}, {@code -INT}, {@code -QUIT} to a process that the caller has started. */
    static void send(String signal, long pid) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
        if (status != 0) {
            throw new IOException("kill " + signal + " was answered with " + status);
        }
    }
}
