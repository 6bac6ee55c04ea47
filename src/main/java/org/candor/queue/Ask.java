package org.candor.queue;

import java.util.UUID;

/**
 * What one claim asks for.
 *
 * @param probe the account is on probation: one delivery, and none while another is on its way
 */
record Ask(String account, int most, UUID lease, boolean probe) {
    Ask {
        most = probe ? Math.min(1, most) : most;
    }

    Ask atMost(int permits) {
        return new Ask(account, permits, lease, probe);
    }
}
