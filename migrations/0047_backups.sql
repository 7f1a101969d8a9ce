-- Every copy of everything that was made, and every one that was restored to prove it.
CREATE TABLE backup_runs (
    run_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'drill')),
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'done', 'failed')),
    -- the folder, as the settings name it
    place TEXT NOT NULL,
    -- all that belongs to the copy, and what this run had to add
    files BIGINT NOT NULL,
    new_files BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    new_bytes BIGINT NOT NULL,
    -- what came of it, as a sentence
    detail TEXT NOT NULL
);

CREATE INDEX backup_runs_by_kind ON backup_runs (kind, began_at);
