-- Personal accounts; nobody shares one (Điều 12.4a).
CREATE TABLE accounts (
    account_id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change BOOLEAN NOT NULL,
    failures BIGINT NOT NULL,
    locked_until BIGINT,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    last_sign_in_at BIGINT
);

-- The cookie's token is stored hashed: a stolen copy of the database signs nobody in.
CREATE TABLE sessions (
    session_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT
);

CREATE INDEX sessions_by_account ON sessions (account_id);

-- Dated appointments (Điều 7.1): the right ends with the day before until_on.
CREATE TABLE appointments (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    appointment_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    role TEXT NOT NULL,
    unit_key TEXT,
    from_on TEXT NOT NULL,
    until_on TEXT,
    decision TEXT NOT NULL,
    PRIMARY KEY (tenant_id, appointment_id)
);

CREATE INDEX appointments_by_account ON appointments (account_id);
