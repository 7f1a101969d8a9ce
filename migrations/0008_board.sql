-- Who lends a person to another site's board, how an appointment ended, and a contributor who was stopped.
ALTER TABLE appointments ADD COLUMN lent_by TEXT REFERENCES tenants (tenant_id);
ALTER TABLE appointments ADD COLUMN end_decision TEXT;
ALTER TABLE appointments ADD COLUMN ended_by TEXT;
ALTER TABLE appointments ADD COLUMN ended_at BIGINT;
ALTER TABLE appointments ADD COLUMN stopped_at BIGINT;
ALTER TABLE appointments ADD COLUMN stopped_by TEXT;
ALTER TABLE appointments ADD COLUMN stop_reason TEXT;

CREATE INDEX appointments_lent ON appointments (lent_by);

-- How many must approve, from which posts, for which section (none: all of them), from and until a day (Điều 7.2).
-- Nobody's own approval ever counts, so one approval is the least there can be.
CREATE TABLE board_rules (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    rule_id TEXT NOT NULL,
    section_key TEXT,
    approvals BIGINT NOT NULL CHECK (approvals BETWEEN 1 AND 3),
    -- JSON list of posts
    roles TEXT NOT NULL CHECK (roles <> '' AND roles <> '[]'),
    from_on TEXT NOT NULL,
    until_on TEXT,
    decision TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, rule_id)
);

-- Each approval of one revision by one person; a new revision has none, a return takes back those it had.
CREATE TABLE approvals (
    tenant_id TEXT NOT NULL,
    approval_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    -- who began the edition: never the same person
    written_by TEXT,
    role TEXT NOT NULL,
    lent_by TEXT,
    no_secret BOOLEAN NOT NULL,
    approved_at BIGINT NOT NULL,
    voided_at BIGINT,
    PRIMARY KEY (tenant_id, approval_id),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id),
    CHECK (written_by IS NULL OR account_id <> written_by),
    CHECK (no_secret = TRUE)
);

CREATE UNIQUE INDEX approvals_standing ON approvals (tenant_id, edition_id, revision_id, account_id)
    WHERE voided_at IS NULL;

-- Invitations by mail; the link's token is stored hashed.
CREATE TABLE invitations (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    invitation_id TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    unit_key TEXT,
    from_on TEXT NOT NULL,
    until_on TEXT,
    decision TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    account_id TEXT,
    revoked_at BIGINT,
    PRIMARY KEY (tenant_id, invitation_id)
);

-- What a contributor says of themselves; how to reach and how to pay them is encrypted.
CREATE TABLE contributors (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    pen_name TEXT NOT NULL,
    contact BYTEA,
    payment BYTEA,
    rules_accepted_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);

CREATE INDEX editions_by_author ON editions (tenant_id, created_by, submitted_at);
CREATE INDEX items_by_author ON items (tenant_id, created_by);
