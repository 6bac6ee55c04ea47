/**
 * The drill: sends a sample breach notice through the packaged service as an incident tool would, and holds what the
 * service says against what the sandbox's mail server wrote down. Knows the public REST API and the ledger's file, and
 * nothing of the inside.
 */
@NullMarked
package org.candor.drill;

import org.jspecify.annotations.NullMarked;
