-- A site that is served no more by this deployment, as it moved: nobody writes to it, nobody is written to by it. Its data stay
-- until they are removed with the deployment; where its readers are sent, or empty.
CREATE TABLE tenant_closures (
    tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    moved_to TEXT NOT NULL,
    closed_at BIGINT NOT NULL
);
