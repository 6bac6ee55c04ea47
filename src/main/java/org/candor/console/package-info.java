/**
 * The operator's pages, below {@code /console}: signing in and out, and what there is to see.
 *
 * <p>Every page asks for {@code Session.ROLE}, which only the cookie of a session brings, and then for the scopes of whoever is
 * signed in. Every form has the session's token. Reads and acts through the doors of the rooms below; must not have tables,
 * rules or words of its own about a notice. Pages work without JavaScript. It has no door but its pages.
 */
@NullMarked
package org.candor.console;

import org.jspecify.annotations.NullMarked;
