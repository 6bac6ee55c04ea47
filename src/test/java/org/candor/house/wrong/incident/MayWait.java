package org.candor.house.wrong.incident;

import io.smallrye.mutiny.Uni;

/** Right: the streamed import runs on a virtual thread of its own. */
class MayWait {
    String first(Uni<String> answer) {
        return answer.await().indefinitely();
    }
}
