/**
 * API keys over REST and for operators: seen, made, rotated and revoked by a key with {@code keys:admin}.
 *
 * <p>Knows how a key is asked for and shown. Must not know how one is stored or found, or what it opens: that is {@code access},
 * which cannot do this itself, since an answer that is given once is the record's. Its door is {@code KeyDesk}.
 */
@NullMarked
package org.candor.keys;

import org.jspecify.annotations.NullMarked;
