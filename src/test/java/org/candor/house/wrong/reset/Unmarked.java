package org.candor.house.wrong.reset;

/** Wrong: its package says nothing about null. */
class Unmarked {}
