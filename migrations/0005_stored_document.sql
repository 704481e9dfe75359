-- The bytes of a small result document that was submitted alone: durable with its rows, in one
-- commit. Larger documents and bundles are files.
CREATE TABLE stored_document (
    result_id TEXT PRIMARY KEY REFERENCES result (id),
    document TEXT NOT NULL
);
