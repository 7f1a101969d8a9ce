-- Whom the office that pays knows under two names: two sites named them, or one did twice. `is_person` is by whom their payments
-- are added up from then on; a person who is their own namesake and nobody else stands for themselves.
CREATE TABLE royalty_same (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    person TEXT NOT NULL,
    is_person TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, person)
);
