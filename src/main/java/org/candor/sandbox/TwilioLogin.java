package org.candor.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The one account the server knows. Its auth token is made at the first start and kept in the folder, for its owner only.
 */
record TwilioLogin(String account, Path file, String token) {
    static TwilioLogin in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("twilio-auth-token").toAbsolutePath();
        if (!Files.exists(file)) {
            byte[] random = new byte[16];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
        }
        return new TwilioLogin(
                TwilioServer.ACCOUNT, file, Files.readString(file).strip());
    }

    boolean holds(String authorization) {
        String expected = Base64.getEncoder().encodeToString((account + ":" + token).getBytes(StandardCharsets.UTF_8));
        return authorization.equals("Basic " + expected);
    }

    /** Prints nothing of the token. */
    @Override
    public String toString() {
        return "TwilioLogin[***]";
    }
}
