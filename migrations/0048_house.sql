-- Difficulties and proposals that offices file with the board (Điều 14). The row is the receiving board's.
CREATE TABLE feedback (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    feedback_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    -- from whose site it was filed, and for which unit of it; empty for none
    source_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    unit_key TEXT NOT NULL,
    filed_by TEXT NOT NULL REFERENCES accounts (account_id),
    filed_at BIGINT NOT NULL,
    -- portal or regulation
    about TEXT NOT NULL,
    -- the number of the article it concerns; empty for none
    article TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, feedback_id),
    UNIQUE (tenant_id, number)
);

CREATE INDEX feedback_by_time ON feedback (tenant_id, filed_at);
CREATE INDEX feedback_by_filer ON feedback (tenant_id, source_id, filed_by, filed_at);

-- What the board did with one, step by step.
CREATE TABLE feedback_steps (
    tenant_id TEXT NOT NULL,
    feedback_id TEXT NOT NULL,
    n BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL REFERENCES accounts (account_id),
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, feedback_id, n),
    FOREIGN KEY (tenant_id, feedback_id) REFERENCES feedback (tenant_id, feedback_id)
);

-- The immutable copy of what a document's edition said when it went live: one stored object, named by its digest. Rows are
-- only added; what became of an object on a later look stands beside it.
CREATE TABLE archive_copies (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    archive_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    files BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, archive_id),
    UNIQUE (tenant_id, edition_id),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id)
);

CREATE INDEX archive_copies_by_time ON archive_copies (tenant_id, made_at, archive_id);

CREATE TABLE archive_checks (
    tenant_id TEXT NOT NULL,
    archive_id TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    -- what is wrong with it; empty for nothing
    fault TEXT NOT NULL,
    PRIMARY KEY (tenant_id, archive_id),
    FOREIGN KEY (tenant_id, archive_id) REFERENCES archive_copies (tenant_id, archive_id)
);

-- Groups that an office makes of the recipients of its documents; those that follow from the sites have no row.
CREATE TABLE recipient_groups (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    group_id TEXT NOT NULL,
    name TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant_id, group_id)
);

CREATE TABLE recipient_group_members (
    tenant_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    -- site, unit or contact
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (tenant_id, group_id, kind, recipient),
    FOREIGN KEY (tenant_id, group_id) REFERENCES recipient_groups (tenant_id, group_id)
);

-- A document sent to groups.
CREATE TABLE distributions (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    distribution_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    archive_id TEXT NOT NULL,
    -- the names of the groups, as JSON
    groups TEXT NOT NULL,
    note TEXT NOT NULL,
    -- the day on which those who have not opened it are reminded by themselves
    remind_on TEXT,
    reminded_at BIGINT,
    sent_by TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, distribution_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id),
    FOREIGN KEY (tenant_id, archive_id) REFERENCES archive_copies (tenant_id, archive_id)
);

CREATE INDEX distributions_by_time ON distributions (tenant_id, sent_at);
CREATE INDEX distributions_to_remind ON distributions (remind_on, reminded_at);

-- One a recipient: by which letter it went, and who opened it when. The row is the sender's.
CREATE TABLE distribution_receipts (
    tenant_id TEXT NOT NULL,
    receipt_id TEXT NOT NULL,
    distribution_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    -- none where the recipient has no box
    mail_id TEXT,
    opened_at BIGINT,
    opened_by TEXT,
    opened_post TEXT,
    reminders BIGINT NOT NULL,
    reminded_at BIGINT,
    PRIMARY KEY (tenant_id, receipt_id),
    UNIQUE (tenant_id, distribution_id, kind, recipient),
    FOREIGN KEY (tenant_id, distribution_id) REFERENCES distributions (tenant_id, distribution_id)
);

CREATE INDEX distribution_receipts_to ON distribution_receipts (kind, recipient);
