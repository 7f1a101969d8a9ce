-- Where an item stood on the site before this one, as digests: looked up when nothing else answers, and telling no words
-- of what was purged since.
CREATE TABLE old_addresses (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    address_sha256 TEXT NOT NULL,
    item_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, address_sha256),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX old_addresses_by_item ON old_addresses (tenant_id, item_id);
