-- A bank sent back what a run paid to a person. The run, its tax and the ledger stay as they are: the sum is theirs until it is
-- sent again, to an account that takes it.
CREATE TABLE royalty_returns (
    tenant_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    person TEXT NOT NULL,
    no BIGINT NOT NULL,
    returned_on TEXT NOT NULL,
    note TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- empty until it was sent again
    sent_on TEXT,
    sent_by TEXT,
    sent_at BIGINT,
    PRIMARY KEY (tenant_id, run_id, person, no),
    FOREIGN KEY (tenant_id, run_id, person) REFERENCES royalty_payments (tenant_id, run_id, person)
);
