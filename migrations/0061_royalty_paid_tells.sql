-- That a row of the ledger is paid says by itself on which day and by which run: a site that was paid from above takes it along
-- to a deployment that does not know the payer.
CREATE TABLE royalty_paid_told (
    tenant_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    -- the payer may be the site above, and its run may lie elsewhere
    payer_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    pay_on TEXT NOT NULL,
    run_no BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES royalty_entries (tenant_id, entry_id)
);

INSERT INTO royalty_paid_told (tenant_id, entry_id, payer_id, run_id, pay_on, run_no)
SELECT d.tenant_id, d.entry_id, d.payer_id, d.run_id, r.pay_on, r.no
FROM royalty_paid d JOIN royalty_runs r ON r.tenant_id = d.payer_id AND r.run_id = d.run_id;

DROP TABLE royalty_paid;

ALTER TABLE royalty_paid_told RENAME TO royalty_paid;

CREATE INDEX royalty_paid_by_run ON royalty_paid (payer_id, run_id);
