-- Short administrative phrases of a site, put into drafts of answers by choice.
CREATE TABLE answer_phrases (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    phrase_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    -- only for questions of this class, and of this field; none for all
    class TEXT,
    field_key TEXT,
    -- counts the changes, so that two persons do not overwrite each other
    version BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    -- when it was no longer offered
    ended_at BIGINT,
    PRIMARY KEY (tenant_id, phrase_id)
);

-- A request to correct personal data waits for the desk. What it wants is sealed, and emptied once it is settled.
ALTER TABLE privacy_requests ADD COLUMN wanted BYTEA;
-- why it was refused, or what was done, for who asked
ALTER TABLE privacy_requests ADD COLUMN answer TEXT;
ALTER TABLE privacy_requests ADD COLUMN settled_by TEXT;

-- One request to correct waits at a time.
CREATE UNIQUE INDEX privacy_requests_waiting ON privacy_requests (tenant_id, owner) WHERE outcome = 'waiting';
