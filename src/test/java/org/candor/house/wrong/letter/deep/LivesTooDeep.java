package org.candor.house.wrong.letter.deep;

/** Wrong: rooms are flat. */
class LivesTooDeep {}
