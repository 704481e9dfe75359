-- Who did what, append-only: each entry's hash covers the hash of the entry before it, so that a
-- changed or removed one is found. sequence counts from 1 without gaps. details is JSON.
CREATE TABLE audit_entry (
    sequence BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    details TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_entry_actor ON audit_entry (actor, sequence);
CREATE INDEX audit_entry_object ON audit_entry (object, sequence);

-- statement for sqlite
CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END
-- statement for sqlite
CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never removed'); END
-- statement for postgresql
CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''entries of the audit log are never changed or removed''; END'
-- statement for postgresql
CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()
