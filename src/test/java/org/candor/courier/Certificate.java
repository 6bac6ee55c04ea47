package org.candor.courier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-made certificate for a test server, and the PEM file by which a client trusts it. */
public record Certificate(SSLContext context, Path pem) {
    private static final char[] PASSWORD = "password".toCharArray();

    /** Made by the JDK's own keytool. {@code names} as in {@code dns:localhost}. */
    public static Certificate of(Path folder, String names) {
        try {
            Path store = folder.resolve("store.p12");
            Path pem = folder.resolve("trust.pem");
            keytool(
                    "-genkeypair",
                    "-alias",
                    "s",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=test",
                    "-ext",
                    "san=" + names,
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    "password");
            keytool(
                    "-exportcert",
                    "-rfc",
                    "-alias",
                    "s",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    "password",
                    "-file",
                    pem.toString());
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return new Certificate(context, pem);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError("no certificate", e);
        }
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new java.util.ArrayList<>(List.of(tool.toString()));
        command.addAll(List.of(arguments));
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("keytool ended with " + status);
        }
    }
}
