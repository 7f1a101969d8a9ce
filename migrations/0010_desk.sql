-- What the queue of the desk is narrowed by stands on the edition itself, so that one index answers a page of it.
ALTER TABLE editions ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN section_key TEXT NOT NULL DEFAULT '';
-- the heading without marks and capitals, as words are looked for; empty until it is made for old rows
ALTER TABLE editions ADD COLUMN title_key TEXT NOT NULL DEFAULT '';

UPDATE editions SET
    kind = (SELECT i.kind FROM items i WHERE i.tenant_id = editions.tenant_id AND i.item_id = editions.item_id),
    section_key = (SELECT i.section_key FROM items i WHERE i.tenant_id = editions.tenant_id AND i.item_id = editions.item_id);

CREATE INDEX editions_by_change ON editions (tenant_id, updated_at, edition_id, title_key);
CREATE INDEX editions_by_kind ON editions (tenant_id, kind, updated_at, edition_id);
CREATE INDEX editions_by_section ON editions (tenant_id, section_key, updated_at, edition_id);
CREATE INDEX editions_by_section_state ON editions (tenant_id, section_key, state, updated_at, edition_id);
CREATE INDEX editions_by_unit ON editions (tenant_id, unit_key, updated_at, edition_id);
CREATE INDEX editions_by_creator ON editions (tenant_id, created_by, updated_at, edition_id);
CREATE INDEX editions_by_submitter ON editions (tenant_id, submitted_by, updated_at, edition_id);

-- Who works on an edition now, and until when; the history stands in the audit.
CREATE TABLE assignments (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    edition_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    due_on TEXT NOT NULL,
    note TEXT NOT NULL,
    assigned_by TEXT NOT NULL,
    assigned_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, edition_id),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id)
);

CREATE INDEX assignments_by_account ON assignments (tenant_id, account_id, due_on);
CREATE INDEX assignments_by_due ON assignments (tenant_id, due_on);

-- What those who work on an edition say to each other; a reply names its parent.
CREATE TABLE comments (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    comment_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    -- the text that was before the eyes of who wrote it
    revision_no BIGINT NOT NULL,
    parent_id TEXT,
    account_id TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    resolved_by TEXT,
    resolved_at BIGINT,
    PRIMARY KEY (tenant_id, comment_id),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id)
);

CREATE INDEX comments_by_edition ON comments (tenant_id, edition_id, at);

-- How a person wants to hear of each kind of event, in whatever tenant; none: as the kind is by itself.
CREATE TABLE notice_choices (
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    kind TEXT NOT NULL,
    choice TEXT NOT NULL,
    PRIMARY KEY (account_id, kind)
);

-- What was or will be told to whom; the id is made from the event, so that nothing is told twice.
CREATE TABLE desk_notices (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    notice_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- handed to the outbox, or known to be unwanted; none: waits for the next digest
    settled_at BIGINT,
    PRIMARY KEY (tenant_id, notice_id)
);

CREATE INDEX desk_notices_waiting ON desk_notices (tenant_id, settled_at, at);

-- Up to which number of the audit chain a tenant's events have been told.
CREATE TABLE notice_cursors (
    tenant_id TEXT PRIMARY KEY REFERENCES tenants (tenant_id),
    seq BIGINT NOT NULL
);

-- What happened before there were notices is told to nobody.
INSERT INTO notice_cursors (tenant_id, seq)
    SELECT t.tenant_id, h.seq FROM tenants t JOIN tenant_heads h ON h.tenant_id = t.tenant_id;
