-- Sites that the office of the site above prepares; without a row, or with its day of opening, a site is open.
CREATE TABLE tenant_preparations (
    tenant_id TEXT PRIMARY KEY REFERENCES tenants (tenant_id),
    begun_by TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    opened_by TEXT,
    opened_at BIGINT
);
