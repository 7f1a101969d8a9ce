-- What the office above sees of a site at a glance, by day: counted anew when the site's number moved, and once a day.
CREATE TABLE tenant_figures (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    on_day TEXT NOT NULL,
    -- the head's number in the snapshot that was counted
    seq BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    score BIGINT NOT NULL,
    -- the figures, as JSON
    figures TEXT NOT NULL,
    PRIMARY KEY (tenant_id, on_day)
);

-- What the checks of access find in a live text: looked at once an edition; the names of checks, never words of the text.
CREATE TABLE item_access (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    found TEXT NOT NULL,
    PRIMARY KEY (tenant_id, item_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX item_access_found ON item_access (tenant_id, item_id) WHERE found <> '';

-- An office urges sites below to put things right; the rows are the office's.
CREATE TABLE reminders (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    reminder_id TEXT NOT NULL,
    words TEXT NOT NULL,
    sent_by TEXT NOT NULL,
    sent_name TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, reminder_id)
);

-- Who was told what, whether the letter went, and whether they opened the matter.
CREATE TABLE reminder_receipts (
    tenant_id TEXT NOT NULL,
    reminder_id TEXT NOT NULL,
    site_id TEXT NOT NULL,
    -- an account, or the site's box where nobody is appointed there
    recipient TEXT NOT NULL,
    label TEXT NOT NULL,
    -- the figures they were told of, as JSON: key and number
    told TEXT NOT NULL,
    mail_id TEXT,
    sent_at BIGINT NOT NULL,
    opened_at BIGINT,
    PRIMARY KEY (tenant_id, reminder_id, site_id, recipient),
    FOREIGN KEY (tenant_id, reminder_id) REFERENCES reminders (tenant_id, reminder_id)
);

CREATE INDEX reminder_receipts_by_site ON reminder_receipts (site_id, sent_at);
CREATE INDEX reminder_receipts_of_office ON reminder_receipts (tenant_id, site_id, sent_at);

-- What a leader instructs a board or a unit to do by a day, of the own site or one below; the rows are the giver's.
CREATE TABLE instructions (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    instruction_id TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    site_id TEXT NOT NULL,
    -- none: the board
    unit_key TEXT,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('given', 'reported', 'accepted', 'withdrawn')),
    version BIGINT NOT NULL,
    given_by TEXT NOT NULL,
    given_name TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    settled_at BIGINT,
    PRIMARY KEY (tenant_id, instruction_id)
);

CREATE INDEX instructions_by_site ON instructions (site_id, settled_at, due_on);
CREATE INDEX instructions_open ON instructions (tenant_id, due_on) WHERE settled_at IS NULL;

-- Every step of one, in order.
CREATE TABLE instruction_steps (
    tenant_id TEXT NOT NULL,
    instruction_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, instruction_id, no),
    FOREIGN KEY (tenant_id, instruction_id) REFERENCES instructions (tenant_id, instruction_id)
);

-- What no computer can see of a site's compliance: a person's dated word.
CREATE TABLE compliance_words (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    check_id TEXT NOT NULL,
    met BOOLEAN NOT NULL,
    words TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_name TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, check_id)
);

-- Whether a site shows readers the summary of its compliance.
CREATE TABLE compliance_settings (
    tenant_id TEXT PRIMARY KEY REFERENCES tenants (tenant_id),
    published BOOLEAN NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL
);
