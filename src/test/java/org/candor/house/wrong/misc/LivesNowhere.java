package org.candor.house.wrong.misc;

/** Wrong: no such room. */
class LivesNowhere {}
