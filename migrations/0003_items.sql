-- Identity and address of what a tenant publishes; its life is in the editions.
CREATE TABLE items (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    item_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    section_key TEXT NOT NULL,
    slug TEXT NOT NULL,
    -- what makes an import repeatable: the same source key is the same item
    source_key TEXT,
    -- digest of what the source last said, so that an unchanged one is skipped whatever people corrected since
    source_sha256 TEXT,
    live_edition_id TEXT,
    -- the day it is listed under: a document's issue date, else the day it went live
    listed_on TEXT,
    topic TEXT,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, item_id),
    UNIQUE (tenant_id, slug),
    UNIQUE (tenant_id, source_key)
);

CREATE INDEX items_listed ON items (tenant_id, section_key, listed_on, item_id);

CREATE TABLE editions (
    tenant_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    state TEXT NOT NULL,
    -- counts every change, so that a stale form is noticed
    version BIGINT NOT NULL,
    revision_id TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    author TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    -- the import that brought it, if one did
    batch_id TEXT,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    submitted_by TEXT,
    submitted_at BIGINT,
    approved_by TEXT,
    approved_at BIGINT,
    no_secret_declared BOOLEAN NOT NULL,
    live_from BIGINT,
    live_until BIGINT,
    -- why it was returned or withdrawn
    reason TEXT,
    -- what a correction corrects, as readers are told
    note TEXT,
    -- what the publication rule waived for an imported historical document, as sentences
    waivers TEXT NOT NULL,
    PRIMARY KEY (tenant_id, edition_id),
    UNIQUE (tenant_id, item_id, no),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX editions_by_state ON editions (tenant_id, state, updated_at, edition_id);
CREATE INDEX editions_in_batch ON editions (tenant_id, batch_id, state, edition_id);

-- Immutable: what was written, by whom, when.
CREATE TABLE revisions (
    tenant_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, revision_id),
    UNIQUE (tenant_id, edition_id, no)
);

-- The queried facts of live documents (NĐ 43/2011 Đ10.1.e).
CREATE TABLE documents (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    number TEXT NOT NULL,
    serial BIGINT,
    year BIGINT,
    doc_type TEXT NOT NULL,
    issuer TEXT NOT NULL,
    issued_on TEXT,
    effective_on TEXT,
    expires_on TEXT,
    -- a person should compare the first day in force with the text
    effective_unsure BOOLEAN NOT NULL,
    PRIMARY KEY (tenant_id, item_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX documents_by_issue ON documents (tenant_id, issued_on);

-- Uploads; the bytes lie in the file store under their digest.
CREATE TABLE files (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    file_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, file_id)
);

-- The files that live editions attach or show: only these are public.
CREATE TABLE live_files (
    tenant_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, file_id, item_id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX live_files_by_item ON live_files (tenant_id, item_id);

CREATE TABLE import_batches (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    batch_id TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    approved_by TEXT,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    counts TEXT NOT NULL,
    refused TEXT NOT NULL,
    PRIMARY KEY (tenant_id, batch_id)
);
