-- When a saved view was last opened, to within a day. Views of callers without an account that nobody
-- opened for long make room for new ones.
ALTER TABLE saved_view ADD COLUMN opened_at_ms BIGINT NOT NULL DEFAULT 0;
UPDATE saved_view SET opened_at_ms = saved_at_ms;
CREATE INDEX saved_view_opened ON saved_view (opened_at_ms) WHERE saved_by IS NULL;
