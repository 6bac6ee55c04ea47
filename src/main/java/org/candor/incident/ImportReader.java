package org.candor.incident;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.candor.plumbing.Problem;
import org.candor.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * Reads an upload to its end on the calling virtual thread: parse, check, seal, and hand batches to the writer. While one
 * batch is written the next is filled, and one more may wait for its turn; until then nothing more is read: that is the
 * back-pressure, and three batches are all that is held in memory.
 */
@ApplicationScoped
class ImportReader {
    private static final int TAKEN_OVER = 409;
    private static final int ENDING = 10;
    /** Batches: one is filled, one written, and one waits between the two, so that neither does. */
    private static final int HELD = 3;

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Imports imports;
    private final BatchWriter writer;
    private final Vault vault;
    private final IncidentConfig config;

    ImportReader(Imports imports, BatchWriter writer, Vault vault, IncidentConfig config) {
        this.imports = imports;
        this.writer = writer;
        this.vault = vault;
        this.config = config;
    }

    /** Makes the source once reading may begin: what it refuses at once ends the upload like any other refusal. */
    interface Source {
        RowSource open() throws IOException;
    }

    /** Reads everything and ends the import. A {@link Problem} ends it as failed, anything else as incomplete. */
    void read(Upload upload, Source source) throws IOException {
        try {
            stream(upload, source.open());
            judge(upload);
        } catch (Problem refused) {
            if (refused.status() != TAKEN_OVER) {
                end(imports.fail(upload, refused.slug()));
            }
            throw refused.with("Location", ImportView.path(upload.id));
        } catch (IOException | RuntimeException broken) {
            breakOff(upload, broken);
            throw broken;
        } finally {
            imports.release(upload);
        }
    }

    /** What broke the upload may keep it from being noted; the lease then says the same. */
    private void breakOff(Upload upload, Exception broken) {
        try {
            end(imports.breakOff(upload));
        } catch (RuntimeException notNoted) {
            broken.addSuppressed(notNoted);
        }
    }

    private void stream(Upload upload, RowSource source) throws IOException {
        Batch[] batches = Stream.generate(() -> batch(upload)).limit(HELD).toArray(Batch[]::new);
        List<CompletableFuture<Void>> written = new ArrayList<>(Collections.nCopies(HELD, DONE));
        CompletableFuture<Void> last = DONE;
        int filling = 0;
        int rows = 0;
        try {
            while (source.next()) {
                if (++rows > config.importRows()) {
                    throw Problem.of(
                            413, "payload-too-large", "One upload has at most " + config.importRows() + " rows.");
                }
                take(source, batches[filling]);
                if (batches[filling].full()) {
                    last = after(last, upload, batches[filling]);
                    written.set(filling, last);
                    filling = (filling + 1) % HELD;
                    await(written.get(filling));
                    batches[filling].clear();
                }
            }
        } finally {
            // What is in flight is counted before anybody looks at the counts; each batch has its time.
            for (int i = 1; i <= HELD; i++) {
                await(written.get((filling + i) % HELD));
            }
        }
        if (!batches[filling].empty()) {
            await(after(DONE, upload, batches[filling]));
        }
    }

    private CompletableFuture<Void> after(CompletableFuture<Void> before, Upload upload, Batch batch) {
        return before.thenCompose(_ -> writer.write(upload, batch).subscribeAsCompletionStage());
    }

    private Batch batch(Upload upload) {
        int most = config.importBatch();
        return new Batch(new Rows(vault, upload.key, upload.incident, most), most);
    }

    private static void take(RowSource source, Batch batch) {
        String code = source.code();
        if (code == null) {
            FirstCode first = new FirstCode();
            NewRecipient it = RowRule.check(source.form(), first);
            if (it != null) {
                batch.rows.add(it, source.number());
                return;
            }
            code = first.code;
        }
        batch.reject(source.number(), code == null ? "malformed" : code);
    }

    private void judge(Upload upload) {
        if (upload.rows() == 0) {
            throw Problem.of(422, "empty-import", "The list has no rows.");
        }
        if (2L * upload.rejected > upload.rows()) {
            throw Problem.of(
                    422,
                    "too-many-rejects",
                    "More than half of the rows cannot be used, so none were taken: see the import's rejects.");
        }
        end(imports.complete(upload));
    }

    private void await(CompletableFuture<Void> answer) {
        await(answer, config.importWrite());
    }

    /** The end of an upload may have to look at all of its rows. */
    private void end(Uni<Void> answer) {
        await(answer.subscribeAsCompletionStage(), config.importWrite().multipliedBy(ENDING));
    }

    private static void await(CompletableFuture<Void> answer, Duration most) {
        try {
            answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** Of everything wrong with a row, the first. */
    private static final class FirstCode implements RowRule.Refusal {
        private @Nullable String code;

        @Override
        public void at(String field, String what) {
            if (code == null) {
                code = what;
            }
        }
    }
}
