package org.candor.house.wrong.queue;

import org.candor.house.wrong.incident.LooksBack;

/** Wrong: floor 2 imports floor 2. */
public class LooksSideways {
    LooksBack neighbour;
}
