package org.candor.access;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.candor.vault.Vault;

/** {@code vault create}, {@code add}, {@code use}, {@code drop} and {@code reopen}, which write a key file: see src/docs/keys.md. */
final class VaultCommand {
    private VaultCommand() {}

    /** The keys that personal data is sealed with: made once for an installation, before its first start. */
    static String create(Path file) {
        write(file, Vault::makeKeyFile);
        return "The keys of this installation are in " + file + ": set candor.vault.key-file to it, and keep a copy"
                + " apart from the database. Without it nothing that is sealed can be read again.";
    }

    static String add(Path file) {
        write(file, Vault::addKek);
        return "The key file " + file
                + " has one more key, which opens and does not wrap yet. When each process has read it"
                + " (after candor.access.vault-check-every): vault use --file " + file;
    }

    static String use(Path file) {
        write(file, Vault::useNewestKek);
        return "The key file " + file
                + " wraps by its newest key from now on; the keys of incidents are wrapped again by the"
                + " running service, which writes keys.rewrapped to the record. After that: vault drop --file " + file;
    }

    /** Only if nothing in the database needs one of the others. */
    static String drop(SmallRyeConfig config, Path file) {
        byte[] generation = read(file);
        long left = CommandDatabase.execute(config, "keys-otherwise", Tuple.of(Buffer.buffer(generation)))
                .iterator()
                .next()
                .getLong(0);
        if (left > 0) {
            throw new IllegalStateException(left + " keys of the database are not wrapped by the newest key of " + file
                    + " yet; nothing was changed. The running service wraps them again: try later.");
        }
        write(file, Vault::dropOldKeks);
        return "The key file " + file
                + " opens by the key that wraps only; the others are in it still, out of use. Backups"
                + " from before need them: vault reopen --file " + file;
    }

    static String reopen(Path file) {
        write(file, Vault::reopenKeks);
        return "The key file " + file + " opens by all of its keys again.";
    }

    private static byte[] read(Path file) {
        try {
            return Vault.generation(file);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private interface Step {
        void on(Path file) throws IOException;
    }

    private static void write(Path file, Step step) {
        try {
            step.on(file);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException("There is a file " + file + " already; it was left as it is.", e);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The key file " + file + " cannot be written: choose a folder that is there and open to this user.",
                    e);
        }
    }
}
