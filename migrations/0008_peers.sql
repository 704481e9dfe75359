-- What results of one kind are compared by; written by each derivation. Only results with measured
-- energy have a row. configuration: SHA-256 of what a repetition has in common, or empty.
-- rankable: complete, and no check warns of it.
CREATE TABLE result_peer (
    result_id TEXT PRIMARY KEY REFERENCES result (id),
    number BIGINT NOT NULL,
    owner_id TEXT NOT NULL,
    configuration TEXT NOT NULL,
    hardware TEXT NOT NULL,
    model TEXT NOT NULL,
    tokens_per_joule DOUBLE PRECISION NOT NULL,
    tolerance DOUBLE PRECISION NOT NULL,
    parameters_active DOUBLE PRECISION,
    bytes_per_weight DOUBLE PRECISION,
    requests_at_once DOUBLE PRECISION,
    tokens_per_output DOUBLE PRECISION,
    trace_verified BIGINT NOT NULL,
    rankable BIGINT NOT NULL
);
CREATE INDEX result_peer_configuration ON result_peer (configuration, owner_id);
-- Those that take part in the regression of S9.
CREATE INDEX result_peer_hardware ON result_peer (hardware, number)
    WHERE rankable = 1 AND parameters_active > 0 AND bytes_per_weight > 0 AND requests_at_once > 0
        AND tokens_per_output > 0;
CREATE INDEX result_peer_best ON result_peer (hardware, model, tokens_per_joule) WHERE trace_verified = 1;

-- When a run used a device whose identity it states.
CREATE TABLE result_device (
    result_id TEXT NOT NULL REFERENCES result (id),
    uuid_hash TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NOT NULL,
    PRIMARY KEY (result_id, uuid_hash)
);
CREATE INDEX result_device_use ON result_device (uuid_hash, from_ms);
CREATE INDEX result_file_sha256 ON result_file (sha256);

-- Pairs of listed results of one configuration. independent: by another account, on other devices.
-- agrees: both can be ranked, and they differ by no more than the larger tolerance of the two.
CREATE VIEW result_repetition AS
    SELECT own.result_id, other.result_id AS other_id, other.number AS other_number,
        other.owner_id AS other_owner_id, own.tokens_per_joule,
        other.tokens_per_joule AS other_tokens_per_joule, other.rankable AS other_rankable,
        CASE WHEN other.owner_id <> own.owner_id AND NOT EXISTS (
            SELECT 1 FROM result_device AS device JOIN result_device AS other_device
                ON other_device.uuid_hash = device.uuid_hash
            WHERE device.result_id = own.result_id AND other_device.result_id = other.result_id
        ) THEN 1 ELSE 0 END AS independent,
        CASE WHEN own.rankable = 1 AND other.rankable = 1
            AND ABS(own.tokens_per_joule - other.tokens_per_joule) <=
                CASE WHEN own.tolerance > other.tolerance THEN own.tolerance ELSE other.tolerance END *
                CASE WHEN own.tokens_per_joule < other.tokens_per_joule THEN own.tokens_per_joule
                    ELSE other.tokens_per_joule END
            THEN 1 ELSE 0 END AS agrees
    FROM result_peer AS own
    JOIN result_peer AS other ON other.configuration = own.configuration AND other.result_id <> own.result_id
    WHERE own.configuration <> ''
        AND (SELECT state FROM result_state WHERE result_state.result_id = other.result_id ORDER BY change DESC LIMIT 1) = 'listed';

-- is_reproduced: an independent repetition agrees. Asked in two ranges of owners, which the index
-- finds without reading the owner's own results.
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
        ) THEN 1 ELSE 0 END AS is_signed,
        CASE WHEN EXISTS (
            SELECT 1 FROM result_repetition
            WHERE result_repetition.result_id = result.id AND other_owner_id < result.owner_id
                AND independent = 1 AND agrees = 1
        ) OR EXISTS (
            SELECT 1 FROM result_repetition
            WHERE result_repetition.result_id = result.id AND other_owner_id > result.owner_id
                AND independent = 1 AND agrees = 1
        ) THEN 1 ELSE 0 END AS is_reproduced
    FROM result
    JOIN result_derived ON result_derived.result_id = result.id
    JOIN account ON account.id = result.owner_id
    LEFT JOIN name_alias AS model_alias ON model_alias.kind = 'model' AND model_alias.alias = result_derived.model
    LEFT JOIN name_alias AS hardware_alias ON hardware_alias.kind = 'hardware' AND hardware_alias.alias = result_derived.hardware;
