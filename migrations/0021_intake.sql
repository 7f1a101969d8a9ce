-- What readers send has a class, each with its own rule, and a way it came in. Complaints and denunciations never stand
-- in this table: they lie in the sealed drawer below, with numbers of their own, so that no list, count or index of the
-- desk can hold them.
ALTER TABLE questions ADD COLUMN class TEXT NOT NULL DEFAULT 'hoi-dap'
    CHECK (class IN ('hoi-dap', 'gop-y', 'phan-anh', 'yeu-cau-thong-tin', 'phan-hoi-bai-viet'));
ALTER TABLE questions ADD COLUMN channel TEXT NOT NULL DEFAULT 'web';
-- a keyed digest of what was written, to know the same words again
ALTER TABLE questions ADD COLUMN content_digest TEXT;
-- an earlier question with the same words
ALTER TABLE questions ADD COLUMN same_as TEXT;
-- when the personal data went, on request or after its time
ALTER TABLE questions ADD COLUMN erased_at BIGINT;

CREATE INDEX questions_by_content ON questions (tenant_id, content_digest, received_at);

-- What readers attach: bytes and names are sealed. The owner is a form that is being filled in, a question or a case.
CREATE TABLE question_attachments (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    attachment_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    name BYTEA NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    -- the digest of the sealed bytes, which is their name in the store
    sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- when the desk let the unit see it
    released_at BIGINT,
    PRIMARY KEY (tenant_id, attachment_id)
);

CREATE INDEX question_attachments_by_owner ON question_attachments (tenant_id, owner, created_at);

-- What the reader added later.
CREATE TABLE question_additions (
    tenant_id TEXT NOT NULL,
    addition_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, addition_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX question_additions_by_question ON question_additions (tenant_id, question_id, at);

-- What the reader thought of the answer: the last word counts.
CREATE TABLE question_ratings (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    stars BIGINT NOT NULL CHECK (stars BETWEEN 1 AND 5),
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, question_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

-- Requests about personal data, with the law's clock.
CREATE TABLE privacy_requests (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    request_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    -- export, erase or expired
    kind TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    due_on TEXT,
    done_at BIGINT,
    -- done or refused
    outcome TEXT NOT NULL,
    PRIMARY KEY (tenant_id, request_id)
);

CREATE INDEX privacy_requests_by_owner ON privacy_requests (tenant_id, owner, asked_at);

-- The sealed drawer: complaints and denunciations.
CREATE TABLE sealed_cases (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    case_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('khieu-nai', 'to-cao')),
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    code_digest TEXT NOT NULL,
    submission_digest TEXT,
    -- subject, words and contact together; none once erased
    matter BYTEA,
    anonymous BOOLEAN NOT NULL,
    received_at BIGINT NOT NULL,
    due_on TEXT,
    closed_at BIGINT,
    PRIMARY KEY (tenant_id, case_id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, code_digest),
    UNIQUE (tenant_id, submission_digest)
);

CREATE TABLE sealed_events (
    tenant_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- sealed: what was written about the case
    note BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, event_id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES sealed_cases (tenant_id, case_id)
);

CREATE INDEX sealed_events_by_case ON sealed_events (tenant_id, case_id, at);
