/**
 * A house full of wrong specimens: each class breaks one rule of the floors and shows that the rule bites. The few right
 * ones show that it bites nothing else. Nothing here is ever run.
 */
package org.candor.house.wrong;
