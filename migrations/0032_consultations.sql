-- Drafts on which the people are asked for their view (QC-3.12), from the draft to the published account.
CREATE TABLE consultations (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    consultation_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    contact TEXT NOT NULL,
    -- As it was written, in Markdown; what is open is not written to any more.
    note TEXT NOT NULL,
    text TEXT NOT NULL,
    begins_on TEXT,
    ends_on TEXT,
    -- Why the time is shorter than the rule wants.
    short_ground TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('draft', 'submitted', 'approved', 'account-submitted', 'accounted')),
    returned_reason TEXT,
    approved_by TEXT,
    approved_at BIGINT,
    -- What was taken in and what was not, on the whole.
    account TEXT NOT NULL,
    account_by TEXT,
    account_at BIGINT,
    -- The document that came of it.
    issued_item_id TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, consultation_id),
    UNIQUE (tenant_id, slug)
);

-- Who wrote at the draft or at the account: none of them approves it.
CREATE TABLE consultation_authors (
    tenant_id TEXT NOT NULL,
    consultation_id TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('draft', 'account')),
    account_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, consultation_id, part, account_id),
    FOREIGN KEY (tenant_id, consultation_id) REFERENCES consultations (tenant_id, consultation_id)
);

-- Files of the library that lie beside the draft.
CREATE TABLE consultation_files (
    tenant_id TEXT NOT NULL,
    consultation_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, consultation_id, file_id),
    FOREIGN KEY (tenant_id, consultation_id) REFERENCES consultations (tenant_id, consultation_id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id)
);

CREATE INDEX consultation_files_by_file ON consultation_files (tenant_id, file_id);

-- What became of comments, for one or a group of them.
CREATE TABLE consultation_responses (
    tenant_id TEXT NOT NULL,
    response_id TEXT NOT NULL,
    consultation_id TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('taken', 'partly', 'not-taken')),
    text TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, response_id),
    FOREIGN KEY (tenant_id, consultation_id) REFERENCES consultations (tenant_id, consultation_id)
);

CREATE INDEX consultation_responses_of ON consultation_responses (tenant_id, consultation_id);

-- What people said: who they are is sealed; each stands in one of three states, so that
-- received = shown + withheld + waiting holds by construction.
CREATE TABLE consultation_comments (
    tenant_id TEXT NOT NULL,
    comment_id TEXT NOT NULL,
    consultation_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    -- The article's anchor; none for the whole.
    article TEXT,
    body TEXT NOT NULL,
    contact BYTEA,
    consent_name BOOLEAN NOT NULL,
    consent_version TEXT NOT NULL,
    submission_digest TEXT,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'shown', 'withheld')),
    public_body TEXT,
    public_name TEXT,
    withheld_ground TEXT,
    moderation_note TEXT,
    moderated_by TEXT,
    moderated_at BIGINT,
    response_id TEXT,
    erased_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, comment_id),
    UNIQUE (tenant_id, consultation_id, number),
    UNIQUE (tenant_id, submission_digest),
    CHECK ((state = 'shown') = (public_body IS NOT NULL)),
    CHECK ((state = 'withheld') = (withheld_ground IS NOT NULL)),
    FOREIGN KEY (tenant_id, consultation_id) REFERENCES consultations (tenant_id, consultation_id),
    FOREIGN KEY (tenant_id, response_id) REFERENCES consultation_responses (tenant_id, response_id)
);

CREATE INDEX consultation_comments_of ON consultation_comments (tenant_id, consultation_id, state, number);
