-- How often the way out of a register's entry was opened, by month: no address, no session, no finer time.
CREATE TABLE record_openings (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    -- 2016-12
    month TEXT NOT NULL,
    openings BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, item_id, month),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);
