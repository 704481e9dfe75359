-- What was submitted is immutable (result, result_file); what is derived from it can be derived
-- again (result_derived); its state is a history (result_state). Names of accounts, models and
-- devices are joined when rows are read.
ALTER TABLE result_file RENAME TO result_file_0001;
ALTER TABLE result RENAME TO result_0001;

-- number: of the change that published it; it never changes, so that readers can name a row by it.
CREATE TABLE result (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL UNIQUE,
    document_sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    owner_id TEXT NOT NULL REFERENCES account (id),
    submitted_at_ms BIGINT NOT NULL
);
INSERT INTO result (id, number, sha256, document_sha256, size_bytes, media_type, owner_id, submitted_at_ms)
    SELECT id, number, sha256, document_sha256, size_bytes, media_type, submitted_by, submitted_at_ms FROM result_0001;
CREATE INDEX result_owner ON result (owner_id, submitted_at_ms);
CREATE INDEX result_document_sha256 ON result (document_sha256);

CREATE TABLE result_file (
    result_id TEXT NOT NULL REFERENCES result (id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (result_id, name)
);
INSERT INTO result_file (result_id, name, sha256, size_bytes)
    SELECT result_id, name, sha256, size_bytes FROM result_file_0001;

-- Made by derivation number `derivation`; an older number is served until the new one is made.
-- model and hardware are as submitted, before aliases. failure: why the newest derivation failed;
-- the older one stays in place.
CREATE TABLE result_derived (
    result_id TEXT PRIMARY KEY REFERENCES result (id),
    derivation BIGINT NOT NULL,
    experiment_id TEXT NOT NULL,
    run_sha256 TEXT NOT NULL,
    model TEXT NOT NULL,
    hardware TEXT NOT NULL,
    row_json TEXT NOT NULL,
    checks_json TEXT NOT NULL,
    evaluation_json TEXT NOT NULL,
    failed_derivation BIGINT,
    failed_at_ms BIGINT,
    failure TEXT
);
INSERT INTO result_derived (result_id, derivation, experiment_id, run_sha256, model, hardware, row_json, checks_json, evaluation_json)
    SELECT id, 0, experiment_id, '', model, hardware, row_json, checks_json, 'null' FROM result_0001;
CREATE INDEX result_derived_number ON result_derived (derivation);
CREATE INDEX result_derived_experiment ON result_derived (experiment_id);
CREATE INDEX result_derived_run ON result_derived (run_sha256);
CREATE INDEX result_derived_model ON result_derived (model);
CREATE INDEX result_derived_hardware ON result_derived (hardware);

-- Append-only: the last row of a result, by change, is its present state.
CREATE TABLE result_state (
    result_id TEXT NOT NULL REFERENCES result (id),
    change BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    words TEXT NOT NULL,
    replaced_by TEXT,
    by_account TEXT REFERENCES account (id),
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (result_id, change)
);
INSERT INTO result_state (result_id, change, state, reason, words, by_account, at_ms)
    SELECT id, number, 'listed', 'published', '', submitted_by, submitted_at_ms FROM result_0001;
INSERT INTO result_state (result_id, change, state, reason, words, by_account, at_ms)
    SELECT id, change_sequence, 'withdrawn', 'by_owner', COALESCE(withdrawn_reason, ''), submitted_by, COALESCE(withdrawn_at_ms, submitted_at_ms)
    FROM result_0001 WHERE status <> 'listed';

DROP TABLE result_file_0001;
DROP TABLE result_0001;

-- Every change of what is shown, written in the transaction that makes it: the leaderboard's index,
-- the answer cache, live streams and other processes follow this one table.
CREATE TABLE change (
    sequence BIGINT PRIMARY KEY,
    topic TEXT NOT NULL,
    value TEXT NOT NULL
);
UPDATE change_sequence SET name = 'change';
-- Changes up to here are not in the table: before it existed, or because they were removed.
INSERT INTO change_sequence (name, value) SELECT 'removed_change', value FROM change_sequence;

-- Other names of models and devices, and the name that they are shown by.
CREATE TABLE name_alias (
    kind TEXT NOT NULL CHECK (kind IN ('model', 'hardware')),
    alias TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, alias)
);

-- A result as it is shown: its derivation, its present state, and the names of its account, model
-- and device today.
CREATE VIEW result_shown AS
    SELECT result.id, result.number, result.submitted_at_ms, result.owner_id, account.name AS owner_name,
        result_derived.derivation, result_derived.experiment_id, result_derived.run_sha256,
        result_derived.model, result_derived.hardware, result_derived.row_json,
        result_derived.checks_json, result_derived.evaluation_json,
        model_alias.name AS model_name, hardware_alias.name AS hardware_name,
        (SELECT state FROM result_state WHERE result_state.result_id = result.id ORDER BY change DESC LIMIT 1) AS state
    FROM result
    JOIN result_derived ON result_derived.result_id = result.id
    JOIN account ON account.id = result.owner_id
    LEFT JOIN name_alias AS model_alias ON model_alias.kind = 'model' AND model_alias.alias = result_derived.model
    LEFT JOIN name_alias AS hardware_alias ON hardware_alias.kind = 'hardware' AND hardware_alias.alias = result_derived.hardware;
