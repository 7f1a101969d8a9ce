-- Which field a question was put into by whom.
CREATE TABLE question_triage (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    field_key TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, question_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

-- A unit said that a question is not theirs, and why.
CREATE TABLE question_declines (
    tenant_id TEXT NOT NULL,
    decline_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    said_by TEXT NOT NULL,
    by_link BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, decline_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX question_declines_by_question ON question_declines (tenant_id, question_id, at);

-- A unit beside the one that answers is asked for its opinion, by a link of its own that can answer nothing.
CREATE TABLE opinions (
    tenant_id TEXT NOT NULL,
    opinion_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    note TEXT NOT NULL,
    asked_by TEXT,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    body TEXT,
    author_name TEXT,
    author_post TEXT,
    given_at BIGINT,
    PRIMARY KEY (tenant_id, opinion_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX opinions_by_question ON opinions (tenant_id, question_id, asked_at);

-- The tenant's own rules: a field or a keyword leads to a unit; a unit that is away has a substitute.
CREATE TABLE routing_rules (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    rule_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('field', 'keyword', 'absent')),
    subject TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    from_on TEXT NOT NULL,
    -- the first day on which it holds no more
    until_on TEXT,
    note TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, rule_id)
);

-- Bodies outside the deployment that questions are passed on to.
CREATE TABLE external_contacts (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    contact_id TEXT NOT NULL,
    name TEXT NOT NULL,
    matters TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    -- the law by which it is theirs
    basis TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, contact_id)
);

-- A question passed on to such a body.
CREATE TABLE question_forwards (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    with_contact BOOLEAN NOT NULL,
    forwarded_by TEXT NOT NULL,
    forwarded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, question_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id),
    FOREIGN KEY (tenant_id, contact_id) REFERENCES external_contacts (tenant_id, contact_id)
);

-- A question that asks what another asks already.
CREATE TABLE question_links (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    main_id TEXT NOT NULL,
    -- closed, to be told of the main one's answer; else answered by itself
    together BOOLEAN NOT NULL,
    linked_by TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    told_at BIGINT,
    PRIMARY KEY (tenant_id, question_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id),
    FOREIGN KEY (tenant_id, main_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX question_links_by_main ON question_links (tenant_id, main_id);

-- Why a question was closed without an answer.
CREATE TABLE question_closings (
    tenant_id TEXT NOT NULL,
    closing_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('spam', 'out-of-scope', 'duplicate', 'other')),
    reason TEXT NOT NULL,
    closed_by TEXT NOT NULL,
    closed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, closing_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

-- A question given to another site: a pointer, by which its old tracking code goes on working.
CREATE TABLE handovers (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    to_tenant TEXT NOT NULL REFERENCES tenants (tenant_id),
    to_question TEXT NOT NULL,
    reason TEXT NOT NULL,
    handed_by TEXT NOT NULL,
    handed_at BIGINT NOT NULL,
    -- when the other site's register has it
    taken_at BIGINT,
    PRIMARY KEY (tenant_id, question_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX handovers_open ON handovers (taken_at, handed_at);
