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

-- The regulation of a site, version by version; a draft has no number.
CREATE TABLE regulation_versions (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    regulation_id TEXT NOT NULL,
    no BIGINT,
    title TEXT NOT NULL,
    -- the decision it rests on: number, day, first day in force
    decision TEXT NOT NULL,
    decided_on TEXT,
    from_on TEXT,
    drafted_by TEXT NOT NULL REFERENCES accounts (account_id),
    drafted_at BIGINT NOT NULL,
    published_by TEXT REFERENCES accounts (account_id),
    published_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, regulation_id),
    UNIQUE (tenant_id, no)
);

CREATE TABLE regulation_articles (
    tenant_id TEXT NOT NULL,
    regulation_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    chapter TEXT NOT NULL,
    no TEXT NOT NULL,
    heading TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, regulation_id, place),
    FOREIGN KEY (tenant_id, regulation_id) REFERENCES regulation_versions (tenant_id, regulation_id)
);

-- A proposal to amend it, made from what offices filed.
CREATE TABLE regulation_proposals (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    proposal_id TEXT NOT NULL,
    title TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, proposal_id)
);

CREATE TABLE regulation_amendments (
    tenant_id TEXT NOT NULL,
    proposal_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    article TEXT NOT NULL,
    old_words TEXT NOT NULL,
    new_words TEXT NOT NULL,
    reason TEXT NOT NULL,
    feedback_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, proposal_id, place),
    FOREIGN KEY (tenant_id, proposal_id) REFERENCES regulation_proposals (tenant_id, proposal_id)
);

-- Awards (Điều 13.1): to a person or to a unit.
CREATE TABLE awards (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    award_id TEXT NOT NULL,
    decision TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (account_id),
    unit_key TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, award_id)
);

CREATE INDEX awards_by_day ON awards (tenant_id, decided_on);

-- Violations (Điều 13.2), seen by few; with the suspension of an account, where one was ordered.
CREATE TABLE violations (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    violation_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    account_id TEXT REFERENCES accounts (account_id),
    unit_key TEXT,
    -- edition or audit, with its id or number; empty for neither
    about_kind TEXT NOT NULL,
    about_id TEXT NOT NULL,
    found_on TEXT NOT NULL,
    what TEXT NOT NULL,
    measure TEXT NOT NULL,
    decision TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    suspended_at BIGINT,
    -- the last day of the suspension; none until it is lifted
    suspended_until TEXT,
    lifted_by TEXT,
    lifted_at BIGINT,
    PRIMARY KEY (tenant_id, violation_id),
    UNIQUE (tenant_id, number)
);

CREATE INDEX violations_by_day ON violations (tenant_id, found_on);
CREATE INDEX violations_suspending ON violations (account_id, lifted_at, suspended_until);

-- What a planned outage came to: when it really began and ended.
ALTER TABLE notices ADD COLUMN began_at BIGINT;
ALTER TABLE notices ADD COLUMN ended_at BIGINT;
ALTER TABLE notices ADD COLUMN report TEXT NOT NULL DEFAULT '';

-- When the server was there: one row, renewed all the time; and the stretches in which it was not.
CREATE TABLE uptime_beats (
    beat TEXT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE uptime_gaps (
    began_at BIGINT NOT NULL PRIMARY KEY,
    ended_at BIGINT NOT NULL
);
