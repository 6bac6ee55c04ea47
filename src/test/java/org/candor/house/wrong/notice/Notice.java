package org.candor.house.wrong.notice;

import org.candor.house.wrong.delivery.Word;

/** Right: floor 4 imports floor 0. */
public record Notice(Word word) {}
