-- What a site asks of its units: whose head must confirm, and when they are reminded.
CREATE TABLE supply_settings (
    tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    confirmation TEXT NOT NULL,
    office_unit TEXT NOT NULL,
    remind_day BIGINT NOT NULL CHECK (remind_day BETWEEN 1 AND 28),
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL
);

-- How many items a unit owes a month, from a month on (Điều 6.3).
CREATE TABLE supply_quotas (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    unit_key TEXT NOT NULL,
    from_month TEXT NOT NULL,
    items BIGINT NOT NULL CHECK (items BETWEEN 0 AND 999),
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, unit_key, from_month)
);

-- A head lets an officer of the unit confirm, between two days.
CREATE TABLE unit_delegations (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    delegation_id TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    account_id TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    paper TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, delegation_id)
);

CREATE INDEX unit_delegations_by_person ON unit_delegations (tenant_id, account_id, until_on);

-- The unit's word for one revision (Điều 8.2, 12.3); a later revision has none.
CREATE TABLE unit_confirmations (
    tenant_id TEXT NOT NULL,
    confirmation_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    account_id TEXT NOT NULL,
    -- in whose stead, where the head had delegated it
    delegation_id TEXT,
    confirmed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, confirmation_id),
    UNIQUE (tenant_id, edition_id, revision_id),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id)
);

CREATE INDEX editions_by_submission ON editions (tenant_id, submitted_at);
CREATE INDEX editions_by_first_day ON editions (tenant_id, live_from);
