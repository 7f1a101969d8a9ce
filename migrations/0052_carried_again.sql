-- A sum that went to a fund, was asked for and again not collected goes to a later fund: the second move and every one after
-- it; the first stays in royalty_carried. What moved more often than it was reopened lies in a fund.
CREATE TABLE royalty_carried_again (
    tenant_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    payer_id TEXT NOT NULL,
    carry_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id, carry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES royalty_carried (tenant_id, entry_id),
    FOREIGN KEY (payer_id, carry_id) REFERENCES royalty_carries (tenant_id, carry_id)
);

CREATE INDEX royalty_carried_again_by_carry ON royalty_carried_again (payer_id, carry_id);

-- The rows that are to be paid again after a claim of it.
CREATE TABLE royalty_reopened_again (
    tenant_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    carry_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id, carry_id),
    FOREIGN KEY (tenant_id, entry_id, carry_id) REFERENCES royalty_carried_again (tenant_id, entry_id, carry_id)
);
