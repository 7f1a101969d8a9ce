-- How, from when and for how long what is published is public: the three facts that the list of the law on access to
-- information tells of each entry beside what is known of it anyway.
CREATE TABLE disclosures (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    -- where and how: on this site, posted at the office
    form TEXT NOT NULL,
    -- from when: at once, within five working days
    moment TEXT NOT NULL,
    -- for how long: always, thirty days
    term TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, item_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);
