-- Mail that came in: kept as it came, until a machine or a person has done with it; nothing is ever dropped.
CREATE TABLE received_mail (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    mail_id TEXT NOT NULL,
    -- a keyed digest of recipient and bytes: what a mail server hands over twice is one
    digest TEXT NOT NULL,
    -- a keyed digest of the envelope's sender, to count without knowing it
    sender_digest TEXT NOT NULL,
    -- sender and recipient of the envelope, and the bytes: sealed; none once their time is over
    envelope BYTEA,
    raw BYTEA,
    -- new, answer, question, addition, report, automatic, waiting, settled
    state TEXT NOT NULL,
    -- what became of it or why it waits, as a sentence without addresses
    note TEXT NOT NULL,
    question_id TEXT,
    attempts BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT,
    PRIMARY KEY (tenant_id, mail_id),
    UNIQUE (tenant_id, digest)
);

CREATE INDEX received_mail_by_state ON received_mail (tenant_id, state, received_at, mail_id);
CREATE INDEX received_mail_by_question ON received_mail (tenant_id, question_id, received_at);
CREATE INDEX received_mail_by_sender ON received_mail (tenant_id, sender_digest, received_at);
CREATE INDEX received_mail_new ON received_mail (state, received_at);
CREATE INDEX outbox_by_message ON outbox (message_id);

-- What was attached to a letter: kept as a file, or why it was not.
CREATE TABLE received_files (
    tenant_id TEXT NOT NULL,
    mail_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    file_id TEXT,
    refusal TEXT NOT NULL,
    PRIMARY KEY (tenant_id, mail_id, place),
    FOREIGN KEY (tenant_id, mail_id) REFERENCES received_mail (tenant_id, mail_id)
);
