package org.candor.record;

import org.candor.plumbing.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call that is done once: what is kept for its repetition, so it must hold no personal data.
 *
 * @param json the body, or null for none
 * @param once the body of the first answer where that says more, such as a key in clear: it is kept nowhere
 */
public record Answer(
        int status,
        @Nullable String location,
        @Nullable String etag,
        @Nullable String json,
        @Nullable String once) {
    public Answer(int status, @Nullable String location, @Nullable String etag, @Nullable String json) {
        this(status, location, etag, json, null);
    }

    /** 201 with where the new thing is and how it looks. */
    public static Answer created(String location, Object body) {
        return new Answer(201, location, null, StrictJson.write(body));
    }

    /** 202: taken, and still to be done; where to watch it. */
    public static Answer taken(String location, Object body) {
        return new Answer(202, location, null, StrictJson.write(body));
    }

    public static Answer ok(Object body) {
        return new Answer(200, null, null, StrictJson.write(body));
    }

    public static Answer nothing() {
        return new Answer(204, null, null, null);
    }

    /** The same answer with the strong ETag of a revision. */
    public Answer tagged(String tag) {
        return new Answer(status, location, tag, json, once);
    }

    /** The same answer, but that it is given with this body the first time, which no repetition gets. */
    public Answer saying(Object body) {
        return new Answer(status, location, etag, json, StrictJson.write(body));
    }

    @Nullable
    String said() {
        return once == null ? json : once;
    }

    /** What is said once is in no log either. */
    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
