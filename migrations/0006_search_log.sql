-- What people looked for, counted by day: no address, no session, no time finer than the day, and no text that
-- leads to a person.
CREATE TABLE search_log (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    day TEXT NOT NULL,
    -- the words folded, by which ways of typing them are counted together
    query_key TEXT NOT NULL,
    -- one way of typing them, to be read
    query TEXT NOT NULL,
    searches BIGINT NOT NULL,
    -- of these, how many found nothing
    empty_searches BIGINT NOT NULL,
    -- how many results the last one found
    hits BIGINT NOT NULL,
    -- results opened, and the sum of their places, the first being 1
    clicks BIGINT NOT NULL,
    click_ranks BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, day, query_key)
);

-- The followers take each changed thing once, at its last change.
CREATE INDEX changes_by_entity ON changes (tenant_id, kind, entity_id, seq);
