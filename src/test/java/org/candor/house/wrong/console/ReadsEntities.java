package org.candor.house.wrong.console;

import org.hibernate.reactive.mutiny.Mutiny;

/** Wrong: the console has no entities. */
class ReadsEntities {
    Mutiny.SessionFactory factory;
}
