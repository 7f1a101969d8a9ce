-- What a person answered to a doubt about a text, with the revision they had before them.
CREATE TABLE check_answers (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    edition_id TEXT NOT NULL,
    -- which check, and the digest of what it found: another finding wants another answer
    check_key TEXT NOT NULL,
    finding TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    answer TEXT NOT NULL,
    account_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, edition_id, check_key, finding),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id)
);

-- When a scheduled edition goes live by itself.
CREATE TABLE schedules (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    edition_id TEXT NOT NULL,
    publish_at BIGINT NOT NULL,
    scheduled_by TEXT NOT NULL,
    scheduled_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, edition_id),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id)
);

CREATE INDEX schedules_due ON schedules (publish_at);

-- What was made live in an emergency, and who must still confirm it.
CREATE TABLE emergencies (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    edition_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    confirm_before BIGINT NOT NULL,
    confirmed_by TEXT,
    confirmed_at BIGINT,
    -- confirmed, withdrawn, or overtaken by another act: nothing is waited for
    closed_at BIGINT,
    PRIMARY KEY (tenant_id, edition_id),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id)
);

CREATE INDEX emergencies_open ON emergencies (closed_at, confirm_before);
CREATE INDEX emergencies_waiting ON emergencies (tenant_id, closed_at);

-- How long a tenant waits for the confirmation; none: the portal's own time.
CREATE TABLE review_settings (
    tenant_id TEXT PRIMARY KEY REFERENCES tenants (tenant_id),
    confirm_hours BIGINT NOT NULL
);
