-- Readers' questions (Điều 10): one register a tenant with consecutive numbers.
CREATE TABLE questions (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    question_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    -- a keyed digest: the code itself is only the reader's
    code_digest TEXT NOT NULL,
    -- a keyed digest of one sending of the form, so that pressing twice registers once
    submission_digest TEXT,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    -- name, mail, phone, address: sealed; none once its time is over
    contact BYTEA,
    consent_answer BOOLEAN NOT NULL,
    consent_name BOOLEAN NOT NULL,
    consent_text_version TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    due_on TEXT,
    unit_key TEXT,
    assigned_by TEXT,
    -- as published, after the board has cleaned both
    public_subject TEXT,
    public_body TEXT,
    public_name TEXT,
    slug TEXT,
    answer_id TEXT,
    published_at BIGINT,
    closed_at BIGINT,
    PRIMARY KEY (tenant_id, question_id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, code_digest),
    UNIQUE (tenant_id, submission_digest),
    UNIQUE (tenant_id, slug)
);

CREATE INDEX questions_by_state ON questions (tenant_id, state, received_at);
CREATE INDEX questions_by_publication ON questions (tenant_id, state, published_at);

-- What happened to a question, in words; the reader sees the public ones.
CREATE TABLE question_events (
    tenant_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    public BOOLEAN NOT NULL,
    PRIMARY KEY (tenant_id, event_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX question_events_by_question ON question_events (tenant_id, question_id, at);

-- One dispatch to a unit: reassigning revokes it, and its link with it.
CREATE TABLE dispatches (
    tenant_id TEXT NOT NULL,
    dispatch_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    -- what the desk wrote to the unit
    note TEXT NOT NULL,
    due_on TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    answered_at BIGINT,
    PRIMARY KEY (tenant_id, dispatch_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX dispatches_by_question ON dispatches (tenant_id, question_id, created_at);

CREATE TABLE answers (
    tenant_id TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    dispatch_id TEXT,
    unit_key TEXT NOT NULL,
    body TEXT NOT NULL,
    -- as published, without what could lead to the reader
    public_body TEXT,
    -- who says to have written it; unverified until the unit's head or the board confirms
    author_name TEXT NOT NULL,
    author_post TEXT NOT NULL,
    verified_by TEXT,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    approved_by TEXT,
    approved_at BIGINT,
    returned_reason TEXT,
    PRIMARY KEY (tenant_id, answer_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX answers_by_question ON answers (tenant_id, question_id, created_at);

-- Mail to send: frozen and sealed, one recipient a row, never lost.
CREATE TABLE outbox (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    mail_id TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    class TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    -- who is told when it cannot be delivered
    responsible TEXT,
    -- a word for the desk: "đơn vị tuphap", "bạn đọc"; never the reader's address
    recipient_label TEXT NOT NULL,
    -- a keyed digest of the address, to count without knowing it
    recipient_digest TEXT NOT NULL,
    message_id TEXT NOT NULL,
    -- none once delivered long ago
    envelope BYTEA,
    mime BYTEA,
    state TEXT NOT NULL,
    phase TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    first_tried_at BIGINT,
    next_at BIGINT NOT NULL,
    lease_until BIGINT,
    -- an uncertain hand-over was or will not be repeated again
    resent BOOLEAN NOT NULL,
    alarmed BOOLEAN NOT NULL,
    last_reply TEXT,
    created_at BIGINT NOT NULL,
    delivered_at BIGINT,
    PRIMARY KEY (tenant_id, mail_id),
    UNIQUE (tenant_id, dedupe_key)
);

CREATE INDEX outbox_due ON outbox (state, next_at);
CREATE INDEX outbox_by_recipient ON outbox (tenant_id, recipient_digest, created_at);
CREATE INDEX outbox_by_subject ON outbox (tenant_id, subject_kind, subject_id);

-- What a named person must do, because a machine could not.
CREATE TABLE tasks (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    task_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    -- empty: nobody is appointed anywhere above, so it is the operator's
    account_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by TEXT,
    PRIMARY KEY (tenant_id, task_id)
);

CREATE INDEX tasks_open ON tasks (tenant_id, done_at, created_at);
CREATE INDEX tasks_by_account ON tasks (account_id, done_at);
