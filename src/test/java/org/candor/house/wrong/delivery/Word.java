package org.candor.house.wrong.delivery;

/** Right: what everybody may import. */
public record Word(String text) {}
