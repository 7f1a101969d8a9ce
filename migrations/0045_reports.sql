-- What the board reports, for which span of days: one a kind and year.
CREATE TABLE reports (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    report_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('draft', 'submitted', 'approved')),
    -- the version in hand; what is approved is this one
    no BIGINT NOT NULL,
    -- counts every change, so that a stale form is noticed
    version BIGINT NOT NULL,
    returned_reason TEXT,
    submitted_by TEXT,
    -- its number in the board's own series, and the day it was signed
    number BIGINT,
    symbol TEXT,
    signed_on TEXT,
    approved_by TEXT,
    approved_at BIGINT,
    -- the step of the reminders that has come
    reminded TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, report_id),
    UNIQUE (tenant_id, kind, year)
);

-- What was written of it, with the figures as they stood then; never changed.
CREATE TABLE report_versions (
    tenant_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    -- texts by their keys, as JSON
    texts TEXT NOT NULL,
    -- the figures and the letterhead of that moment, as JSON
    figures TEXT NOT NULL,
    letterhead TEXT NOT NULL,
    -- none where the server began it
    saved_by TEXT,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, report_id, no),
    FOREIGN KEY (tenant_id, report_id) REFERENCES reports (tenant_id, report_id)
);

-- How the papers of the board are headed and signed, from a day on (Điều 9.3).
CREATE TABLE paper_settings (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    from_on TEXT NOT NULL,
    letterhead TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, from_on)
);
