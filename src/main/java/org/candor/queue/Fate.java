package org.candor.queue;

/** What became of one piece of late news. */
public enum Fate {
    /** Its delivery follows it as far as the rule says; it need not be told again. */
    JOINED,
    /** A hand-off of its delivery is open: tell it again. */
    HELD,
    /** Its delivery moved meanwhile, or other news of it came first: tell it again. */
    AGAIN,
    /** Nobody knows the attempt. */
    STRANGE
}
