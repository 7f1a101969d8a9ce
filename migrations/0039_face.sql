-- How a site looks and what stands on its home, as its office published it; a version is never changed, and the one
-- with the highest number holds (QC-6.5).
CREATE TABLE face_versions (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    part TEXT NOT NULL CHECK (part IN ('home', 'look')),
    no BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- Names the style sheet that follows from it.
    digest TEXT NOT NULL,
    -- The version that was brought back by it.
    restored_from BIGINT,
    published_by TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, part, no)
);

CREATE INDEX face_versions_by_digest ON face_versions (tenant_id, part, digest);

-- What is being prepared: one a part, seen by who has the signed link.
CREATE TABLE face_drafts (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    part TEXT NOT NULL CHECK (part IN ('home', 'look')),
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    -- Another with every change, so that two persons do not overwrite each other.
    version BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, part)
);
