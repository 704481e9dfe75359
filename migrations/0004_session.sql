-- A browser session is a token that the browser holds in a cookie. It ends with the token that it was
-- opened with, its parent.
ALTER TABLE token ADD COLUMN kind TEXT NOT NULL DEFAULT 'token';
ALTER TABLE token ADD COLUMN parent_id TEXT;
CREATE INDEX token_parent ON token (parent_id);
CREATE INDEX token_account ON token (account_id);
