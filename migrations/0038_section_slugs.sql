-- Every part of an address that a section ever had: links to a renamed section lead on.
CREATE TABLE section_slugs (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    slug TEXT NOT NULL,
    section_key TEXT NOT NULL,
    PRIMARY KEY (tenant_id, slug)
);
