-- What was told of royalties that are not paid when their last day comes; the row is of the site on whose desk the task lies.
CREATE TABLE royalty_reminders (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    -- whose list it is: the site itself, or one that it pays for
    site_id TEXT NOT NULL,
    month TEXT NOT NULL,
    -- soon, late-0, late-1, …
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
