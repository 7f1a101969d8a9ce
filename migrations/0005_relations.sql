-- What live documents say about others; a document that is taken down says nothing any more.
CREATE TABLE document_relations (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    -- the one form of the number, and its running part; none where it is no number
    number_key TEXT,
    serial BIGINT,
    issuer TEXT,
    issued_on TEXT,
    title TEXT,
    effective_on TEXT,
    PRIMARY KEY (tenant_id, item_id, position),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX document_relations_by_target ON document_relations (tenant_id, number_key);
CREATE INDEX documents_by_serial ON documents (tenant_id, serial, year);
