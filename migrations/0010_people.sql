-- A person at an issuer (GitHub, a company's OpenID Connect). The issuer's id of the person is the
-- identity; the login is for display only, since it can be changed and given to somebody else.
CREATE TABLE identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    login TEXT NOT NULL,
    email TEXT,
    created_at_ms BIGINT NOT NULL,
    signed_in_at_ms BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_account ON identity (account_id);

-- hash: Argon2id in PHC format.
CREATE TABLE account_password (
    account_id TEXT PRIMARY KEY REFERENCES account (id),
    hash TEXT NOT NULL,
    set_at_ms BIGINT NOT NULL
);

-- Secrets of addresses that work once, by their SHA-256.
CREATE TABLE one_time_code (
    sha256 TEXT PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('password')),
    account_id TEXT NOT NULL REFERENCES account (id),
    expires_at_ms BIGINT NOT NULL
);

-- A browser that was sent to an issuer and has not come back; sha256 is that of its cookie.
CREATE TABLE sign_in_attempt (
    sha256 TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    state TEXT NOT NULL,
    nonce TEXT NOT NULL,
    code_verifier TEXT NOT NULL,
    return_to TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_attempt_end ON sign_in_attempt (expires_at_ms);

-- A program on another machine that asks to act for an account (RFC 8628).
CREATE TABLE device_grant (
    sha256 TEXT PRIMARY KEY,
    user_code TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied')),
    device_name TEXT NOT NULL,
    system TEXT NOT NULL,
    program TEXT NOT NULL,
    address TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    interval_s BIGINT NOT NULL,
    polled_at_ms BIGINT,
    account_id TEXT REFERENCES account (id),
    token_expires_at_ms BIGINT
);
CREATE INDEX device_grant_end ON device_grant (expires_at_ms);

-- start: the first characters of the secret, by which its owner recognises it. origin: of a session,
-- how it was opened; of a token, how it was made. description: the browser or program.
ALTER TABLE token ADD COLUMN start TEXT;
ALTER TABLE token ADD COLUMN origin TEXT;
ALTER TABLE token ADD COLUMN description TEXT;
ALTER TABLE token ADD COLUMN address TEXT;
ALTER TABLE token ADD COLUMN last_used_at_ms BIGINT;

-- Tokens as their owner sees them, in the order of the fields of TokenInfo.
CREATE VIEW token_shown AS
    SELECT token.id, token.account_id, account.name AS account_name, token.name, token.start, token.scopes,
        token.created_at_ms, token.expires_at_ms, token.last_used_at_ms, token.address, token.revoked_at_ms
    FROM token JOIN account ON account.id = token.account_id
    WHERE token.kind = 'token';
