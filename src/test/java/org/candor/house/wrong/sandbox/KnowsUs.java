package org.candor.house.wrong.sandbox;

import org.candor.house.wrong.delivery.Word;

/** Wrong: the sandbox plays a stranger's server and knows none of our words. */
public class KnowsUs {
    Word word;
}
