package org.candor.house.wrong.queue;

import org.candor.house.wrong.notice.Notice;

/** Wrong: floor 2 imports floor 4. */
class LooksUp {
    Notice notice;
}
