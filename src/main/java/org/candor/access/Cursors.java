package org.candor.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.candor.plumbing.Problem;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * Pages of long lists. A cursor is the place where the next page starts, signed together with the caller and the filter:
 * it works for the key and the query it was made for and for no other.
 */
@ApplicationScoped
public class Cursors {
    private static final int USUAL = 50;
    private static final int MOST = 250;
    private static final int SIGNATURE = 16;

    private final Vault vault;

    Cursors(Vault vault) {
        this.vault = vault;
    }

    /**
     * What part of a list is asked for.
     *
     * @param limit rows a page, 1..250
     * @param after the position that the page before gave to {@link Cursors#page}; null for the first page
     */
    public record Window(int limit, @Nullable String after) {}

    /** Reads {@code limit} and {@code cursor}; 400 {@code invalid-parameter} for a number out of range or a foreign cursor. */
    public Window window(Caller caller, UriInfo uri) {
        String limit = uri.getQueryParameters().getFirst("limit");
        String cursor = uri.getQueryParameters().getFirst("cursor");
        return new Window(limit(limit), cursor == null ? null : position(caller, uri, cursor));
    }

    /**
     * A page as {@code {"items": […], "next": …}} with a {@code Link} to the next one.
     *
     * @param next the position of the last item if there are more; null on the last page
     */
    public Response page(Caller caller, UriInfo uri, List<?> items, @Nullable String next) {
        String cursor = next == null ? null : cursor(caller, uri, next);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("items", items);
        body.put("next", cursor);
        Response.ResponseBuilder response = Response.ok(body);
        if (cursor != null) {
            response.header("Link", "<" + link(uri, cursor) + ">; rel=\"next\"");
        }
        return response.build();
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return USUAL;
        }
        if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > MOST) {
            throw Problem.parameter("limit", "limit is a whole number from 1 to " + MOST + ".");
        }
        return Integer.parseInt(limit);
    }

    /** The value of {@code cursor} for the page after this position, of the same list with the same filter. */
    public String cursor(Caller caller, UriInfo uri, String position) {
        byte[] place = position.getBytes(StandardCharsets.UTF_8);
        byte[] signed = ByteBuffer.allocate(SIGNATURE + place.length)
                .put(sign(caller, uri, place))
                .put(place)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    }

    private String position(Caller caller, UriInfo uri, String cursor) {
        byte[] signed = decode(cursor);
        if (signed.length > SIGNATURE) {
            byte[] place = Arrays.copyOfRange(signed, SIGNATURE, signed.length);
            if (MessageDigest.isEqual(sign(caller, uri, place), Arrays.copyOf(signed, SIGNATURE))) {
                return new String(place, StandardCharsets.UTF_8);
            }
        }
        throw Problem.parameter(
                "cursor", "The cursor is not one that this key got for this list; start again without it.");
    }

    private static byte[] decode(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private byte[] sign(Caller caller, UriInfo uri, byte[] place) {
        byte[] bound =
                (caller.key() + "\n" + uri.getPath() + "\n" + filter(uri) + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] message = ByteBuffer.allocate(bound.length + place.length)
                .put(bound)
                .put(place)
                .array();
        return Arrays.copyOf(vault.mac("cursor", message), SIGNATURE);
    }

    /** The query without what changes from page to page; the order in which it is written does not count. */
    private static String filter(UriInfo uri) {
        Map<String, List<String>> filter = new TreeMap<>(uri.getQueryParameters());
        filter.remove("cursor");
        filter.remove("limit");
        return filter.toString();
    }

    private static String link(UriInfo uri, String cursor) {
        StringBuilder link = new StringBuilder(uri.getPath()).append('?');
        uri.getQueryParameters().forEach((name, values) -> {
            if (!name.equals("cursor")) {
                link.append(name).append('=').append(encode(values.getFirst())).append('&');
            }
        });
        return link.append("cursor=").append(cursor).toString();
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
