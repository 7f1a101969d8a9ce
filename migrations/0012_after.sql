-- Since when an item is no longer current: it stays under its address, with a banner.
ALTER TABLE items ADD COLUMN archived_on TEXT;

CREATE INDEX items_archived ON items (tenant_id, section_key, listed_on) WHERE archived_on IS NOT NULL;

-- What the address of an item that was taken down answers; no row once it is live again.
CREATE TABLE withdrawals (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- what readers are told; nothing for a secret
    reason TEXT,
    moved_tenant TEXT,
    moved_path TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, item_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

-- What was removed for good. Only with such a row may the words of a revision or an audit event be emptied.
CREATE TABLE purges (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    -- the address keeps answering "gone" though its words are removed
    slug_sha256 TEXT NOT NULL,
    purged_by TEXT NOT NULL,
    purged_at BIGINT NOT NULL,
    -- when bytes and indexes were rid of it too
    finished_at BIGINT,
    PRIMARY KEY (tenant_id, item_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX purges_by_slug ON purges (tenant_id, slug_sha256);

-- The files that went with a purge: their bytes are removed once nobody else has a file of that digest.
CREATE TABLE purged_files (
    tenant_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (tenant_id, file_id, sha256)
);

CREATE INDEX purged_files_by_item ON purged_files (tenant_id, item_id);

-- When an item ceases to be current by itself, and when a person looks at it again.
CREATE TABLE terms (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    -- the first day on which it is no longer current
    expires_on TEXT,
    review_on TEXT,
    reviewed_at BIGINT,
    reviewed_by TEXT,
    -- the review day for which somebody was reminded
    reminded_for TEXT,
    PRIMARY KEY (tenant_id, item_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX terms_by_end ON terms (expires_on);
CREATE INDEX terms_by_review ON terms (review_on);

-- The addresses that live texts link to, and how each fares.
CREATE TABLE links (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    link_id TEXT NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    state TEXT NOT NULL,
    -- what the last look brought, in words
    said TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    checked_at BIGINT,
    -- on how many days in a row it failed, since which, and the last of them
    failed_days BIGINT NOT NULL,
    failing_since TEXT,
    failed_on TEXT,
    ignored_by TEXT,
    PRIMARY KEY (tenant_id, link_id),
    UNIQUE (tenant_id, url)
);

CREATE INDEX links_by_due ON links (due_at);
CREATE INDEX links_by_state ON links (tenant_id, state, failing_since, link_id);

CREATE TABLE item_links (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    link_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, item_id, link_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES links (tenant_id, link_id)
);

CREATE INDEX item_links_by_link ON item_links (tenant_id, link_id);

-- Of which edition the links were gathered.
CREATE TABLE link_sources (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, item_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

-- How fresh a section must be, where the office set it otherwise than the regulation (Điều 9.1).
CREATE TABLE section_paces (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    section_key TEXT NOT NULL,
    pace TEXT NOT NULL,
    PRIMARY KEY (tenant_id, section_key)
);

-- The sections that somebody was told are stale; no row once they are fresh again.
CREATE TABLE stale_sections (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    section_key TEXT NOT NULL,
    told_on TEXT NOT NULL,
    PRIMARY KEY (tenant_id, section_key)
);
