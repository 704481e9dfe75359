-- A state of a page with the answer that it had when it was saved; never changed. id: of its content.
-- saved_by is NULL for a caller without an account.
CREATE TABLE saved_view (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    query TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    meaning TEXT NOT NULL,
    data_version TEXT NOT NULL,
    answer_json TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    saved_by TEXT REFERENCES account (id),
    saved_at_ms BIGINT NOT NULL
);
-- Covers the sum of what one account, or all strangers, hold.
CREATE INDEX saved_view_holder ON saved_view (saved_by, size_bytes);

-- The results that an answer names: their state decides what of it may still be shown. A result that
-- is gone from the database counts as hidden, so there is no reference.
CREATE TABLE saved_view_result (
    view_id TEXT NOT NULL REFERENCES saved_view (id),
    result_id TEXT NOT NULL,
    PRIMARY KEY (view_id, result_id)
);
CREATE INDEX saved_view_result_of ON saved_view_result (result_id);
