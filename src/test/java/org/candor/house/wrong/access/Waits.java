package org.candor.house.wrong.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Wrong: blocks the thread that may have to bring the answer. */
class Waits {
    String first(Uni<String> answer) {
        return answer.await().indefinitely();
    }

    void second(Pool pool) {
        pool.closeAndAwait();
    }
}
