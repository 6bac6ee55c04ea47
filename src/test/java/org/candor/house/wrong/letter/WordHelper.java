package org.candor.house.wrong.letter;

/** Wrong: a name that says nothing. */
class WordHelper {}
