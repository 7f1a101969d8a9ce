-- The deployment itself: what set of tenants it runs, which day it began to live in.
CREATE TABLE deployment (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Who we are. The id is our own and never changes; names, types, codes and hosts are dated below.
CREATE TABLE tenants (
    tenant_id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    level TEXT NOT NULL,
    path TEXT,
    position BIGINT NOT NULL,
    -- palette, emblem, motto, footer, mail domain: shown, never queried
    settings TEXT NOT NULL,
    -- what the files declared when they were last applied, so that drift shows
    declared TEXT NOT NULL
);

-- Under whom, from when, by which decision. No row: the root.
CREATE TABLE tenant_parents (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    from_on TEXT NOT NULL,
    parent_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    decision TEXT NOT NULL,
    PRIMARY KEY (tenant_id, from_on)
);

CREATE TABLE tenant_identities (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    from_on TEXT NOT NULL,
    unit_type TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    full_name TEXT NOT NULL,
    body TEXT NOT NULL,
    place TEXT NOT NULL,
    decision TEXT NOT NULL,
    PRIMARY KEY (tenant_id, from_on)
);

-- A host may belong to another tenant later.
CREATE TABLE tenant_hosts (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    host TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    trial BOOLEAN NOT NULL,
    decision TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (host, from_on)
);

CREATE TABLE tenant_sections (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    section_key TEXT NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    hidden BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, section_key),
    UNIQUE (tenant_id, slug)
);

CREATE TABLE tenant_units (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    unit_key TEXT NOT NULL,
    name TEXT NOT NULL,
    abbr TEXT NOT NULL,
    kind TEXT NOT NULL,
    email TEXT NOT NULL,
    head_post TEXT NOT NULL,
    fields TEXT NOT NULL,
    duties TEXT NOT NULL,
    from_on TEXT,
    until_on TEXT,
    position BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, unit_key)
);

-- One head a tenant, locked last by every change: numbers within a tenant commit in order.
CREATE TABLE tenant_heads (
    tenant_id TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    public_seq BIGINT NOT NULL,
    audit_hash TEXT NOT NULL
);

INSERT INTO tenant_heads (tenant_id, seq, public_seq, audit_hash) VALUES ('platform', 0, 0, '');

CREATE TABLE changes (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);

CREATE TABLE audit_events (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account_id TEXT,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    contents TEXT,
    salt TEXT,
    content_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);

CREATE INDEX audit_by_subject ON audit_events (tenant_id, subject_kind, subject_id, seq);

CREATE TABLE counters (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    counter TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, counter)
);


-- Planned outages (Điều 6.5; TT 32/2017 Đ11.2, NĐ 224/2026 Đ13): shown on every page of the tenant.
CREATE TABLE notices (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    notice_id TEXT NOT NULL,
    text TEXT NOT NULL,
    announced_at BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    force_majeure TEXT,
    cancelled_at BIGINT,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, notice_id)
);
