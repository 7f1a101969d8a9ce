-- Under which keys the tracking codes of a site were digested on the deployments it was moved from: tried after our own.
CREATE TABLE moved_keys (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    key_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    moved_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
);
