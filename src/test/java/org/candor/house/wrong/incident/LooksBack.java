package org.candor.house.wrong.incident;

import org.candor.house.wrong.queue.LooksSideways;

/** Wrong: the other half of a circle. */
public class LooksBack {
    LooksSideways neighbour;
}
