-- Accounts own what is submitted; a token acts for its account within its scopes.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('user', 'moderator', 'admin')),
    created_at_ms BIGINT NOT NULL
);

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT,
    revoked_at_ms BIGINT
);

-- One row that counts changes of results. Updated in the transaction that changes a result, so that
-- numbers become visible in their order and a reader can follow them without gaps.
CREATE TABLE change_sequence (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO change_sequence (name, value) VALUES ('result', 0);

-- What is filtered or sorted is a column; row_json is the row as lists show it, written once; the
-- document itself is a blob under its SHA-256. A metric that is NULL was not measured. number is the
-- change_sequence of the insertion: it never changes, so readers can name a row by it.
CREATE TABLE result (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    document_sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    submitted_by TEXT NOT NULL REFERENCES account (id),
    submitted_at_ms BIGINT NOT NULL,
    measured_at_ms BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('listed', 'withdrawn')),
    withdrawn_at_ms BIGINT,
    withdrawn_reason TEXT,
    number BIGINT NOT NULL UNIQUE,
    change_sequence BIGINT NOT NULL UNIQUE,
    experiment_id TEXT NOT NULL,
    checks_json TEXT NOT NULL,
    row_json TEXT NOT NULL,
    model TEXT NOT NULL,
    model_family TEXT NOT NULL,
    engine TEXT NOT NULL,
    precision_name TEXT NOT NULL,
    hardware TEXT NOT NULL,
    energy_scope TEXT NOT NULL,
    energy_method TEXT NOT NULL,
    trust TEXT NOT NULL,
    tokens_per_joule DOUBLE PRECISION,
    throughput_tokens_per_sec DOUBLE PRECISION,
    total_energy_joules DOUBLE PRECISION,
    avg_power_watts DOUBLE PRECISION,
    peak_memory_mb DOUBLE PRECISION,
    time_to_first_token_ms DOUBLE PRECISION,
    latency_per_token_ms DOUBLE PRECISION,
    flops_per_second DOUBLE PRECISION
);
CREATE INDEX result_by_owner ON result (submitted_by, submitted_at_ms);

-- The files of a result's bundle, each a blob of its own.
CREATE TABLE result_file (
    result_id TEXT NOT NULL REFERENCES result (id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (result_id, name)
);
