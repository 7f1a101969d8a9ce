-- What the server does by itself from time to time; a row is leased by the node that does it.
CREATE TABLE duties (
    name TEXT PRIMARY KEY,
    due_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    done_at BIGINT,
    failure TEXT
);
