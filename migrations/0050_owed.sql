-- What was told of royalties that are not paid when their last day comes; the row is of the site on whose desk the task lies.
CREATE TABLE royalty_reminders (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    -- whose list it is: the site itself, or one that it pays for
    site_id TEXT NOT NULL,
    month TEXT NOT NULL,
    -- soon, late-0, late-1, … and what is waited for: approval, payment
    step TEXT NOT NULL,
    task_id TEXT NOT NULL,
    told_on TEXT NOT NULL,
    PRIMARY KEY (tenant_id, site_id, month)
);

-- A signed report that was taken back: its paper stays as it was signed, under its number; never changed.
CREATE TABLE report_recalls (
    tenant_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    -- the version that was signed
    no BIGINT NOT NULL,
    number BIGINT NOT NULL,
    symbol TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    recalled_by TEXT NOT NULL,
    recalled_name TEXT NOT NULL,
    recalled_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, report_id, no),
    FOREIGN KEY (tenant_id, report_id, no) REFERENCES report_versions (tenant_id, report_id, no)
);

-- The questionnaire of a year's evaluation, as it is sent to units and boards (Quy chế Điều 14).
CREATE TABLE surveys (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    year BIGINT NOT NULL,
    words TEXT NOT NULL,
    due_on TEXT NOT NULL,
    sent_by TEXT NOT NULL,
    sent_name TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, year)
);

-- To whom it was sent, and what came back; the rows are the sender's.
CREATE TABLE survey_receivers (
    tenant_id TEXT NOT NULL,
    year BIGINT NOT NULL,
    -- unit:key of the sender's own, site:id for the board of a site below
    receiver TEXT NOT NULL,
    label TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    reminded_at BIGINT,
    -- form: in the console; reply: written down by hand
    way TEXT,
    -- where the reply lies, or ""
    note TEXT NOT NULL,
    -- what they find hard and propose, or ""
    remark TEXT NOT NULL,
    answered_by TEXT,
    answered_name TEXT NOT NULL,
    answered_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, year, receiver),
    FOREIGN KEY (tenant_id, year) REFERENCES surveys (tenant_id, year)
);

CREATE INDEX survey_receivers_by_receiver ON survey_receivers (receiver, year);

CREATE TABLE survey_answers (
    tenant_id TEXT NOT NULL,
    year BIGINT NOT NULL,
    receiver TEXT NOT NULL,
    -- a key of the criteria in rules/reports.toml
    question TEXT NOT NULL,
    level TEXT NOT NULL,
    PRIMARY KEY (tenant_id, year, receiver, question),
    FOREIGN KEY (tenant_id, year, receiver) REFERENCES survey_receivers (tenant_id, year, receiver)
);

-- What the board adds to an item's royalties (`kho-khan:50 thieu-nhi:15`, in the hundred), and what it pays of the whole where
-- the site has set no share of its own.
ALTER TABLE royalty_assessments ADD COLUMN supplements TEXT NOT NULL DEFAULT '';
ALTER TABLE royalty_assessments ADD COLUMN share BIGINT;

-- That somebody was told of a sum that they do not collect (Nghị định 18/2014 Điều 4.10); rows of the payer, never changed.
CREATE TABLE royalty_notices (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    person TEXT NOT NULL,
    no BIGINT NOT NULL,
    name TEXT NOT NULL,
    on_day TEXT NOT NULL,
    -- letter, paper, phone, person
    way TEXT NOT NULL,
    note TEXT NOT NULL,
    -- what was to be collected then
    amount BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, person, no)
);

-- They answered: the notices up to a number count no more.
CREATE TABLE royalty_responses (
    tenant_id TEXT NOT NULL,
    person TEXT NOT NULL,
    no BIGINT NOT NULL,
    note TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, person, no),
    FOREIGN KEY (tenant_id, person, no) REFERENCES royalty_notices (tenant_id, person, no)
);

-- What nobody collected goes to the fund of the next year, by an approved act.
CREATE TABLE royalty_carries (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    carry_id TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    from_year BIGINT NOT NULL,
    to_year BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    notices BIGINT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, carry_id)
);

-- Which rows of the ledger went with it; the payer may be the site above.
CREATE TABLE royalty_carried (
    tenant_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    payer_id TEXT NOT NULL,
    carry_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES royalty_entries (tenant_id, entry_id),
    FOREIGN KEY (payer_id, carry_id) REFERENCES royalty_carries (tenant_id, carry_id)
);

CREATE INDEX royalty_carried_by_carry ON royalty_carried (payer_id, carry_id);

-- They ask for it after all: it is paid from the fund that it went to.
CREATE TABLE royalty_claims (
    tenant_id TEXT NOT NULL,
    carry_id TEXT NOT NULL,
    note TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, carry_id),
    FOREIGN KEY (tenant_id, carry_id) REFERENCES royalty_carries (tenant_id, carry_id)
);

-- The rows that are to be paid again after it.
CREATE TABLE royalty_reopened (
    tenant_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES royalty_carried (tenant_id, entry_id)
);

-- The genre whose author somebody helped; empty: none in particular.
ALTER TABLE royalty_remunerations ADD COLUMN genre TEXT NOT NULL DEFAULT '';
