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
