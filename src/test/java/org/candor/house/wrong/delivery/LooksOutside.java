package org.candor.house.wrong.delivery;

import io.smallrye.mutiny.Uni;

/** Wrong: the words of delivery know nothing but the JDK. */
class LooksOutside {
    Uni<String> word;
}
