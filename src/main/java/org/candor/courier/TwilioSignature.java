package org.candor.courier;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How Twilio signs a callback: HMAC-SHA1 by the auth token over the address it calls, followed by each parameter's name and
 * value in the order of the names, as Base64.
 */
final class TwilioSignature {
    private static final String ALGORITHM = "HmacSHA1";
    private static final int BYTES = 20;

    private TwilioSignature() {}

    /** True if one of the tokens signed one of the ways in which the address can be written. */
    static boolean valid(List<String> tokens, String url, SortedMap<String, String> fields, String signature) {
        byte[] given = bytes(signature);
        if (given.length != BYTES) {
            return false;
        }
        boolean valid = false;
        // All are tried, whichever fits: how long it takes says nothing.
        for (String token : tokens) {
            for (String way : ways(url)) {
                valid |= MessageDigest.isEqual(sign(token, way, fields), given);
            }
        }
        return valid;
    }

    /**
     * The fragment that tells Twilio how to retry may be signed or not; and Twilio has signed addresses both with and
     * without the port that goes without saying.
     */
    private static List<String> ways(String url) {
        List<String> ways = new ArrayList<>();
        for (String port : List.of(url, otherPort(url))) {
            ways.add(port);
            ways.add(port + TwilioAccount.RETRIED);
        }
        return ways;
    }

    private static String otherPort(String url) {
        // The query is whatever somebody sent: only what stands before it is ours and known to be well formed.
        String origin = url.substring(0, url.indexOf('/', url.indexOf("://") + 3));
        URI uri = URI.create(origin);
        String bare = uri.getScheme() + "://" + uri.getHost();
        int usual = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return (uri.getPort() >= 0 ? bare : bare + ":" + usual) + url.substring(origin.length());
    }

    static byte[] sign(String token, String url, SortedMap<String, String> fields) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update(url.getBytes(StandardCharsets.UTF_8));
            fields.forEach((name, value) -> {
                mac.update(name.getBytes(StandardCharsets.UTF_8));
                mac.update(value.getBytes(StandardCharsets.UTF_8));
            });
            return mac.doFinal();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HMAC-SHA1", missing);
        }
    }

    private static byte[] bytes(String signature) {
        try {
            return Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }
}
