package org.candor.incident;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.candor.access.Caller;
import org.candor.plumbing.Problem;

/**
 * Lists of affected people as they come in: so many at once, so large and so slow at most, whoever sends them. A list is read on
 * the calling virtual thread and nowhere held.
 */
@ApplicationScoped
public class Uploads {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._ ()-]{0,99}");

    private final Vertx vertx;
    private final Imports imports;
    private final ImportReader reader;
    private final IncidentConfig config;
    private final Semaphore places;

    Uploads(Vertx vertx, Imports imports, ImportReader reader, IncidentConfig config) {
        this.vertx = vertx;
        this.imports = imports;
        this.reader = reader;
        this.config = config;
        this.places = new Semaphore(config.importsAtOnce());
    }

    /** How the rows of a list are written. */
    public enum Format {
        CSV,
        NDJSON
    }

    /**
     * What became of a list.
     *
     * @param replayed whether a list of this name was complete before, and this one was not read
     */
    public record Taken(ImportView view, boolean replayed) {}

    /** How the name of a list may look: 1 to 100 characters. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * A body that is read within the limits of uploads: past them it fails with a 413, or as broken off. What is left of it once
     * it was answered passes by.
     */
    public InputStream within(RoutingContext routing, InputStream body) {
        Limited limited = new Limited(
                body, config.importBytes().asLongValue(), config.importSlowest().asLongValue(), System::nanoTime);
        routing.addEndHandler(answer -> {
            if (answer.succeeded() && !limited.ended()) {
                letGo(routing.request());
            }
        });
        return limited;
    }

    /**
     * Reads a list to its end. 404 without the incident, 409 while another one of its name is open, 429 if too many are being read;
     * what is wrong with the list itself is a problem whose {@code Location} is that of its import.
     *
     * @param body of {@link #within}
     */
    public Taken take(Caller caller, UUID incident, String name, Format format, InputStream body) {
        caller.mayTouch(incident);
        if (!places.tryAcquire()) {
            throw Problem.of(429, "rate-limited", "Too many uploads are being read; send this one again shortly.")
                    .with("Retry-After", "5");
        }
        try {
            Imports.Opened opened = imports.open(incident, name, caller.owner())
                    // Given up is given back: nobody else would.
                    .ifNoItem()
                    .after(config.importWrite())
                    .fail()
                    .await()
                    .indefinitely();
            Upload upload = opened.upload();
            if (upload != null) {
                read(upload, () -> format == Format.CSV ? new CsvRows(body) : new NdjsonRows(body));
            }
            ImportView view = imports.view(opened.id()).await().atMost(config.importWrite());
            return new Taken(view, upload == null);
        } finally {
            places.release();
        }
    }

    /**
     * Lets the rest of an upload pass by that was answered before its end: a client that is still sending would else never
     * read the answer. For a while only; but where the rest has come, even if nobody read it, the connection may be busy with the
     * next request by then.
     */
    private void letGo(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long timer = vertx.setTimer(config.importLate().toMillis(), it -> {
            if (!request.isEnded()) {
                request.connection().close();
            }
        });
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.handler(part -> {});
        request.resume();
    }

    private void read(Upload upload, ImportReader.Source source) {
        try {
            reader.read(upload, source);
        } catch (IOException broken) {
            throw Problem.of(408, "request-timeout", "The upload broke off; send it again under the same name.")
                    .with("Location", ImportView.path(upload.id));
        }
    }
}
