-- Mailboxes at providers: how far each was read, and how the last looks went.
CREATE TABLE mailboxes (
    -- user@host:port/folder
    place TEXT PRIMARY KEY,
    -- the folder's UIDVALIDITY; with another one its numbers begin anew
    validity BIGINT NOT NULL,
    -- every message up to this number is kept, and up to that one marked as read or moved away
    taken BIGINT NOT NULL,
    marked BIGINT NOT NULL,
    -- how often the message behind them could not be fetched
    tries BIGINT NOT NULL,
    -- looks that failed in a row, and since when
    failures BIGINT NOT NULL,
    failing_since BIGINT,
    next_at BIGINT NOT NULL
);
