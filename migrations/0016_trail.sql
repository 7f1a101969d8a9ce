-- The trail is read by person, by action and by day; its rows by one person across tenants.
CREATE INDEX audit_by_actor ON audit_events (tenant_id, actor, seq);
CREATE INDEX audit_by_action ON audit_events (tenant_id, action, seq);
CREATE INDEX audit_by_time ON audit_events (tenant_id, at, seq);
CREATE INDEX audit_of_person ON audit_events (account_id, at, tenant_id, seq);

-- One signed head a tenant and day: a cut tail or a chain written anew shows against it.
CREATE TABLE audit_heads (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    day TEXT NOT NULL,
    -- the last event of that moment
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    -- whether the whole chain held when it was signed
    sound BOOLEAN NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (tenant_id, day)
);

-- Personal keys to the staff's JSON interface, stored hashed: a stolen copy of the database opens nothing.
CREATE TABLE api_keys (
    key_id TEXT PRIMARY KEY,
    key_hash TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    name TEXT NOT NULL,
    -- groups of actions it is limited to
    grants TEXT NOT NULL,
    -- the tenants whose appointments it may use
    tenants TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    last_used_at BIGINT,
    last_address TEXT
);

CREATE INDEX api_keys_by_account ON api_keys (account_id, created_at);
