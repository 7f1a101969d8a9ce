-- Where a file lay on the site before this one, as digests.
CREATE TABLE old_file_addresses (
    tenant_id TEXT NOT NULL,
    address_sha256 TEXT NOT NULL,
    file_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, address_sha256),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id)
);
