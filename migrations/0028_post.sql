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

-- What the system took back is stopped like what a person stopped: who, why and when say the rest.
UPDATE outbox SET state = 'stopped', ended_by = 'hệ thống', ended_why = COALESCE(last_reply, ''), last_reply = NULL,
    ended_at = COALESCE((SELECT MAX(d.withdrawn_at) FROM reminder_digests d
        WHERE d.tenant_id = outbox.tenant_id AND d.mail_id = outbox.mail_id), created_at)
    WHERE state = 'withdrawn';

-- What is late and the book's figures, answered from indexes alone: the texts of questions are long.
DROP INDEX questions_open_by_due;
CREATE INDEX questions_open_by_due ON questions (tenant_id, due_on, number, state, unit_key) WHERE settled_at IS NULL;
CREATE INDEX questions_book ON questions
    (tenant_id, state, unit_key, class, channel, received_at, due_on, settled_at, settled_on, question_id);
CREATE INDEX question_triage_by_field ON question_triage (tenant_id, field_key);
