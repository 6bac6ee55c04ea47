/**
 * Tests of the house itself: its floors, its repository, its manifests. Not about what the service does but about what
 * keeps it readable and deployable; each rule is shown a wrong specimen in {@code house.wrong} and must refuse it.
 */
package org.candor.house;
