package org.candor.house.wrong.access;

import com.google.crypto.tink.Aead;

/** Wrong: keys are the vault's. */
class Encrypts {
    Aead key;
}
