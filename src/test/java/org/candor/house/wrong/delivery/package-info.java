/** Right: the one room here that is null-marked. */
@NullMarked
package org.candor.house.wrong.delivery;

import org.jspecify.annotations.NullMarked;
