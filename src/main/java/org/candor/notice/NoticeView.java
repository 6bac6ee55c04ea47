package org.candor.notice;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.letter.Content;
import org.jspecify.annotations.Nullable;

/**
 * A notice as callers see it.
 *
 * @param contentHash what an approval is for; null while it is a draft
 * @param audience how many recipients it goes to, with those of its extensions; null while it is a draft
 * @param needsApproval whether a second person must approve it; null while it is a draft
 * @param extension people who came later and are to get it too, once a second person agrees; null if nobody asks for it
 * @param counts by channel and state, and the figures after it: told by GET of one notice, null elsewhere
 */
public record NoticeView(
        UUID id,
        UUID incident,
        String kind,
        @Nullable String follows,
        String state,
        List<String> channels,
        String strategy,
        String defaultLocale,
        String smsHours,
        Map<String, Content> content,
        Spec.Reset reset,
        @Nullable OffsetDateTime notBefore,
        @Nullable OffsetDateTime deadline,
        Spec.OnUnknown onUnknown,
        List<String> accounts,
        @Nullable String contentHash,
        @Nullable Long audience,
        @Nullable Boolean needsApproval,
        @Nullable Extension extension,
        String createdBy,
        OffsetDateTime createdAt,
        @Nullable String submittedBy,
        @Nullable OffsetDateTime submittedAt,
        @Nullable Approval approval,
        @Nullable String releasedBy,
        @Nullable OffsetDateTime releasedAt,
        @Nullable OffsetDateTime finishedAt,
        @Nullable Map<String, Map<String, Long>> counts,
        @Nullable Map<String, Double> rate,
        @Nullable OffsetDateTime eta,
        @Nullable Boolean makesDeadline) {
    /** Who approved what. It counts for exactly this content and this many recipients. */
    public record Approval(String by, OffsetDateTime at, String contentHash, long audience) {}

    /** How many more people somebody wants it to go to. */
    public record Extension(long audience, String by, OffsetDateTime at) {
        static @Nullable Extension of(Notice it) {
            return it.extensionAudience == null
                    ? null
                    : new Extension(it.extensionAudience, it.extensionBy[0], it.extensionAt);
        }
    }

    static NoticeView of(Notice it, long secondPersonAbove, @Nullable Figures figures) {
        Spec spec = it.spec();
        return new NoticeView(
                it.id,
                it.incident,
                spec.kind(),
                spec.follows(),
                it.state,
                spec.channels(),
                spec.strategy(),
                spec.defaultLocale(),
                spec.smsHours(),
                spec.content(),
                spec.reset(),
                spec.notBefore(),
                it.deadline == null ? spec.deadline() : it.deadline,
                spec.onUnknown(),
                spec.accounts(),
                it.contentHash,
                it.everybody(),
                it.audience == null ? null : it.everybody() > secondPersonAbove,
                Extension.of(it),
                it.authors[0],
                it.createdAt,
                it.submittedBy,
                it.submittedAt,
                approval(it),
                it.releasedBy,
                it.releasedAt,
                it.finishedAt,
                figures == null ? null : figures.counts(),
                figures == null ? null : figures.rate(),
                figures == null ? null : figures.eta(),
                figures == null ? null : figures.makesDeadline());
    }

    private static @Nullable Approval approval(Notice it) {
        return it.approvedBy == null
                ? null
                : new Approval(it.approvedBy, it.approvedAt, it.approvedHash, it.approvedAudience);
    }
}
