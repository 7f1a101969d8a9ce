-- The short facts of live entries of registers, in the form in which they are stored: what lists show and are narrowed
-- by. The key 'register' names the register itself.
CREATE TABLE record_facts (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    fact_key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, item_id, fact_key),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX record_facts_by_value ON record_facts (tenant_id, fact_key, value, item_id);
