-- What the library says of a file: whose it is, what it shows, and whether those shown agreed.
CREATE TABLE media (
    tenant_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    family TEXT NOT NULL,
    author TEXT NOT NULL,
    source TEXT NOT NULL,
    alt TEXT NOT NULL,
    caption TEXT NOT NULL,
    consent TEXT NOT NULL,
    consent_by TEXT NOT NULL,
    consent_on TEXT,
    -- upright, for pictures
    width BIGINT,
    height BIGINT,
    -- waiting for a worker, ready, or failed with a sentence why
    state TEXT NOT NULL,
    problem TEXT,
    -- put into the library for everybody, not brought along with one draft
    shared BOOLEAN NOT NULL,
    -- name, author, source, alternative text and caption without marks, for the search
    folded TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT,
    removed_at BIGINT,
    removed_by TEXT,
    PRIMARY KEY (tenant_id, file_id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id)
);

CREATE INDEX media_by_family ON media (tenant_id, family, file_id);
CREATE INDEX media_by_state ON media (state, tenant_id, file_id);
CREATE INDEX media_removed ON media (removed_at);
CREATE INDEX files_by_sha256 ON files (tenant_id, sha256);
CREATE INDEX files_by_bytes ON files (sha256);

-- A picture in the sizes that pages use, without what the camera wrote into it; the only form in which it is public.
CREATE TABLE renditions (
    tenant_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    width BIGINT NOT NULL,
    format TEXT NOT NULL,
    height BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, file_id, width, format),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id)
);

CREATE INDEX renditions_by_bytes ON renditions (sha256);

-- The files that an edition attaches, shows or links to as it stands now.
CREATE TABLE file_uses (
    tenant_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, file_id, edition_id),
    FOREIGN KEY (tenant_id, edition_id) REFERENCES editions (tenant_id, edition_id)
);

CREATE INDEX file_uses_by_edition ON file_uses (tenant_id, edition_id);

INSERT INTO media (tenant_id, file_id, family, author, source, alt, caption, consent, consent_by, state, shared, folded, version, updated_at)
SELECT tenant_id, file_id,
       CASE WHEN media_type LIKE 'image/%' THEN 'image' WHEN media_type LIKE 'audio/%' THEN 'audio'
            WHEN media_type LIKE 'video/%' THEN 'video' ELSE 'file' END,
       '', '', '', '', 'unsaid', '', CASE WHEN media_type LIKE 'image/%' THEN 'waiting' ELSE 'ready' END,
       FALSE, LOWER(name), 1, created_at
FROM files;

INSERT INTO file_uses (tenant_id, file_id, edition_id)
SELECT f.tenant_id, f.file_id, e.edition_id
FROM files f
JOIN editions e ON e.tenant_id = f.tenant_id
JOIN revisions r ON r.tenant_id = e.tenant_id AND r.revision_id = e.revision_id
WHERE r.content LIKE '%' || f.file_id || '%';
