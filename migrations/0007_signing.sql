-- Public keys of accounts. A key belongs to one account for ever: a revoked one cannot be registered
-- again, not even by the same account.
CREATE TABLE signing_key (
    id TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    revoked_at_ms BIGINT
);
CREATE INDEX signing_key_account ON signing_key (account_id);

-- The key that signed a bundle, valid when it was accepted. Whose key it is can change later: it is
-- looked up when the result is shown.
CREATE TABLE result_signature (
    result_id TEXT PRIMARY KEY REFERENCES result (id),
    fingerprint TEXT NOT NULL,
    public_key TEXT NOT NULL
);

-- The log of accepted results, append-only. entry is hashed byte for byte; sequence counts from 0
-- without gaps, given in the transaction that publishes the result.
CREATE TABLE log_entry (
    sequence BIGINT PRIMARY KEY,
    result_id TEXT NOT NULL UNIQUE REFERENCES result (id),
    entry TEXT NOT NULL,
    leaf_hash TEXT NOT NULL
);

-- One row: the private key that signs the log's checkpoints, made at the first start.
CREATE TABLE log_key (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    private_key TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- is_signed: by a key of the owner that was not revoked before the result was submitted.
DROP VIEW IF EXISTS result_shown;
CREATE VIEW result_shown AS
    SELECT result.id, result.number, result.submitted_at_ms, result.owner_id, account.name AS owner_name,
        result_derived.derivation, result_derived.experiment_id, result_derived.run_sha256,
        result_derived.model, result_derived.hardware, result_derived.row_json,
        result_derived.checks_json, result_derived.evaluation_json,
        model_alias.name AS model_name, hardware_alias.name AS hardware_name,
        (SELECT state FROM result_state WHERE result_state.result_id = result.id ORDER BY change DESC LIMIT 1) AS state,
        CASE WHEN EXISTS (
            SELECT 1 FROM result_signature JOIN signing_key ON signing_key.fingerprint = result_signature.fingerprint
            WHERE result_signature.result_id = result.id AND signing_key.account_id = result.owner_id
                AND (signing_key.revoked_at_ms IS NULL OR signing_key.revoked_at_ms > result.submitted_at_ms)
        ) THEN 1 ELSE 0 END AS is_signed
    FROM result
    JOIN result_derived ON result_derived.result_id = result.id
    JOIN account ON account.id = result.owner_id
    LEFT JOIN name_alias AS model_alias ON model_alias.kind = 'model' AND model_alias.alias = result_derived.model
    LEFT JOIN name_alias AS hardware_alias ON hardware_alias.kind = 'hardware' AND hardware_alias.alias = result_derived.hardware;
