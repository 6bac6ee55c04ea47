-- People whose lists came after a notice was submitted, and who get it after all.

-- How many they are by now, beside the audience that was fixed at submit.
ALTER TABLE notice ADD COLUMN extended bigint NOT NULL DEFAULT 0 CHECK (extended >= 0);
-- An extension that waits for a second person: whom it is for, who asked for it, and when.
ALTER TABLE notice ADD COLUMN extension_audience bigint CHECK (extension_audience > 0);
ALTER TABLE notice ADD COLUMN extension_imports uuid[];
ALTER TABLE notice ADD COLUMN extension_by text[] CHECK (cardinality(extension_by) > 0);
ALTER TABLE notice ADD COLUMN extension_at timestamptz;
ALTER TABLE notice ADD CONSTRAINT notice_extension_whole CHECK ((extension_audience IS NULL) = (extension_imports IS NULL)
    AND (extension_audience IS NULL) = (extension_by IS NULL) AND (extension_audience IS NULL) = (extension_at IS NULL));

-- Those that were released, and never change.
CREATE TABLE notice_extension (
    notice           uuid        NOT NULL REFERENCES notice,
    no               integer     NOT NULL CHECK (no > 0),
    imports          uuid[]      NOT NULL CHECK (cardinality(imports) > 0),
    audience         bigint      NOT NULL CHECK (audience > 0),
    asked_by         text[]      NOT NULL CHECK (cardinality(asked_by) > 0),
    -- Who was erased later counts, as in the audience.
    asked_at         timestamptz NOT NULL,
    content_hash     text        NOT NULL,
    approved_by      text,
    approved_at      timestamptz,
    released_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    reset_expires_at timestamptz,
    PRIMARY KEY (notice, no),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK (approved_by IS NULL OR NOT approved_by = ANY (asked_by))
);

-- Which of them is being read: 0 is the audience that was fixed at submit.
ALTER TABLE fan_out ADD COLUMN part integer NOT NULL DEFAULT 0 CHECK (part >= 0);
