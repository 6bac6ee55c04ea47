package org.candor.notice;

import io.vertx.mutiny.sqlclient.Row;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.incident.Facts;
import org.candor.plumbing.StrictJson;
import org.jspecify.annotations.NullUnmarked;

/**
 * One notice as it is stored. Read or edited alone it is an entity; where a step touches other tables too, {@link Store}
 * reads and saves it by SQL in that step's transaction.
 */
@Entity
@Table(name = "notice")
@NullUnmarked
class Notice {
    @Id
    UUID id;

    UUID incident;

    @Column(columnDefinition = "text")
    String kind;

    UUID follows;

    /** The first of those that follow each other: itself, or the one at the other end. */
    UUID root;

    /** The public page's name: the one of {@link #root}. */
    @Column(columnDefinition = "text")
    String slug;

    @Column(columnDefinition = "text")
    String spec;

    @Column(columnDefinition = "text")
    String state;

    int revision;

    /** Everybody who wrote, edited or submitted it; its creator first. */
    @Column(columnDefinition = "text[]")
    String[] authors;

    @Column(name = "created_at")
    OffsetDateTime createdAt;

    @Column(name = "submitted_by", columnDefinition = "text")
    String submittedBy;

    @Column(name = "submitted_at")
    OffsetDateTime submittedAt;

    Long audience;

    /** The imports that make the audience: later ones do not join it. */
    @Column(name = "audience_imports", columnDefinition = "uuid[]")
    UUID[] audienceImports;

    @Column(columnDefinition = "text")
    String facts;

    @Column(name = "content_hash", columnDefinition = "text")
    String contentHash;

    @Column(name = "approved_by", columnDefinition = "text")
    String approvedBy;

    @Column(name = "approved_at")
    OffsetDateTime approvedAt;

    @Column(name = "approved_hash", columnDefinition = "text")
    String approvedHash;

    @Column(name = "approved_audience")
    Long approvedAudience;

    /** What was approved before the last edits, if anything was. */
    @Column(name = "agreed_spec", columnDefinition = "text")
    String agreedSpec;

    @Column(name = "release_wanted_by", columnDefinition = "text")
    String releaseWantedBy;

    @Column(name = "released_by", columnDefinition = "text")
    String releasedBy;

    @Column(name = "released_at")
    OffsetDateTime releasedAt;

    @Column(name = "not_before")
    OffsetDateTime notBefore;

    OffsetDateTime deadline;

    @Column(name = "reset_version")
    int resetVersion;

    @Column(name = "reset_expires_at")
    OffsetDateTime resetExpiresAt;

    @Column(name = "finished_at")
    OffsetDateTime finishedAt;

    /** People who came later and get it too, beside {@link #audience}. */
    long extended;

    /** Those who are to get it as well, once a second person agrees; null while nobody asks for it. */
    @Column(name = "extension_audience")
    Long extensionAudience;

    @Column(name = "extension_imports", columnDefinition = "uuid[]")
    UUID[] extensionImports;

    /** Who asked for it, with everybody who may be behind that. */
    @Column(name = "extension_by", columnDefinition = "text[]")
    String[] extensionBy;

    @Column(name = "extension_at")
    OffsetDateTime extensionAt;

    protected Notice() {}

    /** One that is nowhere yet, to show what it would say. */
    static Notice unkept(UUID incident, OffsetDateTime now) {
        Notice it = new Notice();
        it.id = new UUID(0, 0);
        it.incident = incident;
        it.slug = ownSlug(it.id, now);
        return it;
    }

    static Notice of(Row row) {
        Notice it = new Notice();
        it.id = row.getUUID("id");
        it.incident = row.getUUID("incident");
        it.kind = row.getString("kind");
        it.follows = row.getUUID("follows");
        it.root = row.getUUID("root");
        it.slug = row.getString("slug");
        it.spec = row.getString("spec");
        it.state = row.getString("state");
        it.revision = row.getInteger("revision");
        it.authors = row.getArrayOfStrings("authors");
        it.createdAt = row.getOffsetDateTime("created_at");
        it.submittedBy = row.getString("submitted_by");
        it.submittedAt = row.getOffsetDateTime("submitted_at");
        it.audience = row.getLong("audience");
        it.audienceImports = row.getArrayOfUUIDs("audience_imports");
        it.facts = row.getString("facts");
        it.contentHash = row.getString("content_hash");
        it.approvedBy = row.getString("approved_by");
        it.approvedAt = row.getOffsetDateTime("approved_at");
        it.approvedHash = row.getString("approved_hash");
        it.approvedAudience = row.getLong("approved_audience");
        it.agreedSpec = row.getString("agreed_spec");
        it.releaseWantedBy = row.getString("release_wanted_by");
        it.releasedBy = row.getString("released_by");
        it.releasedAt = row.getOffsetDateTime("released_at");
        it.notBefore = row.getOffsetDateTime("not_before");
        it.deadline = row.getOffsetDateTime("deadline");
        it.resetVersion = row.getInteger("reset_version");
        it.resetExpiresAt = row.getOffsetDateTime("reset_expires_at");
        it.finishedAt = row.getOffsetDateTime("finished_at");
        it.extended = row.getLong("extended");
        it.extensionAudience = row.getLong("extension_audience");
        it.extensionImports = row.getArrayOfUUIDs("extension_imports");
        it.extensionBy = row.getArrayOfStrings("extension_by");
        it.extensionAt = row.getOffsetDateTime("extension_at");
        return it;
    }

    /** The name of the page of a notice that follows none: its day, and the random end of its id. */
    static String ownSlug(UUID id, OffsetDateTime createdAt) {
        String text = id.toString();
        return createdAt.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate() + "-" + text.substring(text.length() - 10);
    }

    Stage stage() {
        return Stage.of(state);
    }

    void stage(Stage stage) {
        state = stage.word();
    }

    Spec spec() {
        return StrictJson.readOwn(spec, Spec.class);
    }

    /** What somebody agreed to last, be it as it is now or before it was edited; null if nobody did. */
    Spec agreed() {
        return approvedBy != null ? spec() : agreedSpec == null ? null : StrictJson.readOwn(agreedSpec, Spec.class);
    }

    Facts facts() {
        return StrictJson.readOwn(facts, Facts.class);
    }

    /** How many people it goes to in all; null while it is a draft. */
    Long everybody() {
        return audience == null ? null : Long.valueOf(audience + extended);
    }

    boolean writtenBy(String owner) {
        return Arrays.asList(authors).contains(owner);
    }

    /** Counts all who may be behind a call among its authors. */
    void author(List<String> persons) {
        authors = Stream.concat(Stream.of(authors), persons.stream()).distinct().toArray(String[]::new);
    }

    /**
     * Something of it goes out after all, and gets as much time as if it began now: but for one that somebody named and that has not
     * passed yet, a deadline gives way to a later one.
     */
    void goesOn(OffsetDateTime now, Duration more) {
        OffsetDateTime later = now.plus(more);
        boolean named = spec().deadline() != null && deadline != null && deadline.isAfter(now);
        if (deadline != null && !named && deadline.isBefore(later)) {
            deadline = later;
        }
        finishedAt = null;
    }

    /** True if somebody approved exactly the content and the audience that it has now. */
    boolean approved() {
        return approvedBy != null
                && approvedHash.equals(contentHash)
                && approvedAudience.equals(audience)
                && !writtenBy(approvedBy);
    }

    /** Any change takes back what was fixed at submit, and with it the approval. */
    void reopen() {
        submittedBy = null;
        submittedAt = null;
        audience = null;
        audienceImports = null;
        facts = null;
        contentHash = null;
        approvedBy = null;
        approvedAt = null;
        approvedHash = null;
        approvedAudience = null;
        releaseWantedBy = null;
    }
}
