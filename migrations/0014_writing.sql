-- What a person is writing and has not saved: theirs alone, and no revision of anything.
CREATE TABLE working_copies (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    account_id TEXT NOT NULL,
    -- the edition being written, or a token of its own for what was never saved
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- the version the person began from
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    -- names and values of the form, as JSON
    fields TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, place)
);

CREATE INDEX working_copies_by_age ON working_copies (tenant_id, saved_at);
