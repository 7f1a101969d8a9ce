-- What was read from a file's bytes: one reading a tenant and digest, whichever of its files carry these bytes.
CREATE TABLE readings (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    sha256 TEXT NOT NULL,
    -- waiting for a worker; recognising its pages; done
    work TEXT NOT NULL,
    -- the reader's word on how far the file could be read; empty while waiting
    status TEXT NOT NULL,
    -- why it is so, for people; may be empty
    note TEXT NOT NULL,
    -- which reader read it; another one reads it anew
    version BIGINT NOT NULL,
    -- what the file is, what it says of itself, its signatures
    head TEXT NOT NULL,
    -- in how many turns a worker came to no end with it
    tries BIGINT NOT NULL,
    -- before then it is not tried again
    due_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sha256)
);

CREATE INDEX readings_by_work ON readings (work, due_at);
CREATE INDEX readings_by_bytes ON readings (sha256, work);

-- Its pages, sheets or slides.
CREATE TABLE reading_pages (
    tenant_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    page BIGINT NOT NULL,
    -- layer, picture or recognised
    source TEXT NOT NULL,
    -- its paragraphs with their places, as JSON
    content TEXT NOT NULL,
    -- a page that no recogniser came to an end with
    failed BOOLEAN NOT NULL,
    PRIMARY KEY (tenant_id, sha256, page),
    FOREIGN KEY (tenant_id, sha256) REFERENCES readings (tenant_id, sha256)
);

CREATE INDEX reading_pages_by_source ON reading_pages (tenant_id, sha256, source, page);

-- What the libraries hold already.
INSERT INTO readings (tenant_id, sha256, work, status, note, version, head, tries, due_at, updated_at)
SELECT DISTINCT f.tenant_id, f.sha256, 'waiting', '', '', 0, '', 0, 0, 0
FROM files f JOIN media m ON m.tenant_id = f.tenant_id AND m.file_id = f.file_id
WHERE m.family = 'file' AND f.sha256 <> '' AND f.media_type <> 'text/vtt';
