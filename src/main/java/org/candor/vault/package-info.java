/**
 * Seals and opens personal data: a key per incident wrapped by the key-encryption key, blind indexes to look things up
 * without storing them, derived reset tokens and codes, and masks.
 *
 * <p>Knows keys, ciphers and how an address looks when it is masked. Must not know of tables, HTTP, incidents or notices.
 * Its doors are {@code Vault}, {@code IncidentKey}, {@code Place}, {@code VerifyCode} and {@code Masked}. The only home of
 * Tink and of the clients of key services.
 */
@NullMarked
package org.candor.vault;

import org.jspecify.annotations.NullMarked;
