-- A live text is looked at again when one of its pictures was described anew: up to which change pictures were followed, and the
-- texts that wait for another look.
ALTER TABLE item_access ADD COLUMN again BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE access_cursors (
    tenant_id TEXT PRIMARY KEY REFERENCES tenants (tenant_id),
    seq BIGINT NOT NULL
);
