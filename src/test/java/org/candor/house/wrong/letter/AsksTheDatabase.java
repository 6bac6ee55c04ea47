package org.candor.house.wrong.letter;

import io.vertx.mutiny.sqlclient.Pool;

/** Wrong: letters own no table. */
class AsksTheDatabase {
    Pool pool;
}
