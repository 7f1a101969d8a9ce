-- What is typed into an answer's form and not sent yet: one a question and writer, a dispatch's link or an account.
CREATE TABLE answer_drafts (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    -- "dispatch/<id>" or "account/<id>"
    writer TEXT NOT NULL,
    -- counts the savings, so that two windows do not overwrite each other
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_post TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, question_id, writer),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

-- Files of a draft, then of the answer that was sent.
CREATE TABLE answer_files (
    tenant_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    writer TEXT NOT NULL,
    -- none while it belongs to a draft
    answer_id TEXT,
    -- whether the board lets readers have it with the answer
    published BOOLEAN NOT NULL,
    PRIMARY KEY (tenant_id, file_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX answer_files_by_question ON answer_files (tenant_id, question_id);

-- The unit's word for an answer: its head, or an officer to whom the head gave that.
CREATE TABLE answer_confirmations (
    tenant_id TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    account_id TEXT NOT NULL,
    delegation_id TEXT,
    confirmed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, answer_id),
    FOREIGN KEY (tenant_id, answer_id) REFERENCES answers (tenant_id, answer_id)
);

-- The words that the board prepares for everybody, before another approves them.
CREATE TABLE answer_wordings (
    tenant_id TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    answer TEXT NOT NULL,
    field TEXT NOT NULL,
    edited_by TEXT NOT NULL,
    edited_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, answer_id),
    FOREIGN KEY (tenant_id, answer_id) REFERENCES answers (tenant_id, answer_id)
);

-- Corrections of what is on the site: proposed by one, approved or declined by another; the old words are kept.
CREATE TABLE answer_corrections (
    tenant_id TEXT NOT NULL,
    correction_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    -- proposed, approved, declined
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    answer TEXT NOT NULL,
    old_subject TEXT NOT NULL,
    old_body TEXT NOT NULL,
    old_answer TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    declined_reason TEXT,
    PRIMARY KEY (tenant_id, correction_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX answer_corrections_by_question ON answer_corrections (tenant_id, question_id, created_at);
CREATE UNIQUE INDEX answer_corrections_open ON answer_corrections (tenant_id, question_id) WHERE state = 'proposed';

-- Why an answer was taken off the site.
CREATE TABLE answer_withdrawals (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    withdrawn_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, question_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

-- How an answer stands on the site: its field, and how many found it helpful; never who.
CREATE TABLE answer_publications (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    field TEXT NOT NULL,
    helpful BIGINT NOT NULL,
    unhelpful BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, question_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX answer_publications_by_field ON answer_publications (tenant_id, field);

-- The numbers of documents that a published answer cites.
CREATE TABLE answer_citations (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    number_key TEXT NOT NULL,
    PRIMARY KEY (tenant_id, question_id, number_key),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX answer_citations_by_number ON answer_citations (tenant_id, number_key);
