-- When a case was first over: answered, sent elsewhere or closed. The day counts like a receipt's: what is settled after
-- 17:00 is of the next day.
ALTER TABLE questions ADD COLUMN settled_at BIGINT;
ALTER TABLE questions ADD COLUMN settled_on TEXT;

UPDATE questions SET settled_at = COALESCE(closed_at, published_at, (
        SELECT MAX(e.at) FROM question_events e
        WHERE e.tenant_id = questions.tenant_id AND e.question_id = questions.question_id), received_at)
    WHERE state IN ('published', 'answered-privately', 'transferred', 'closed');
-- Cases of before are taken to have been over in time: nobody wrote down the day, and the clock is not turned back on them.
UPDATE questions SET settled_on = due_on WHERE settled_at IS NOT NULL;

CREATE INDEX questions_open_by_due ON questions (tenant_id, due_on, number) WHERE settled_at IS NULL;
CREATE INDEX questions_by_number ON questions (tenant_id, number);

-- The clock stands while the reader is asked for more; each pause began with a notice to them.
CREATE TABLE question_pauses (
    tenant_id TEXT NOT NULL,
    pause_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    -- where the question goes on from
    from_state TEXT NOT NULL,
    unit_key TEXT,
    -- who asks: a person's login, or the unit
    asked_by TEXT NOT NULL,
    request TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    -- the last day for the reply
    until_on TEXT NOT NULL,
    -- 'mail', or 'phone' where there is no address to write to
    told_by TEXT NOT NULL,
    ended_at BIGINT,
    -- 'reader', 'term', 'desk', 'moved'
    ended_by TEXT,
    reply TEXT,
    due_before TEXT,
    due_after TEXT,
    PRIMARY KEY (tenant_id, pause_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX question_pauses_by_question ON question_pauses (tenant_id, question_id, began_at);
CREATE INDEX question_pauses_open ON question_pauses (until_on) WHERE ended_at IS NULL;

-- More time asked by a unit, or given by the desk.
CREATE TABLE question_extensions (
    tenant_id TEXT NOT NULL,
    extension_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    unit_key TEXT,
    asked_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    wanted_on TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    -- 'granted', 'refused', 'moved'
    verdict TEXT,
    note TEXT,
    due_before TEXT NOT NULL,
    due_after TEXT,
    PRIMARY KEY (tenant_id, extension_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX question_extensions_by_question ON question_extensions (tenant_id, question_id, asked_at);

-- One letter of reminders a person and day; what was withdrawn may be written anew under the next serial.
CREATE TABLE reminder_digests (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    recipient TEXT NOT NULL,
    day TEXT NOT NULL,
    serial BIGINT NOT NULL,
    mail_id TEXT,
    withdrawn_at BIGINT,
    PRIMARY KEY (tenant_id, recipient, day, serial)
);

CREATE INDEX reminder_digests_by_mail ON reminder_digests (tenant_id, mail_id);

-- Who was told what of a question: a step of the ladder is told once to each for one due date.
CREATE TABLE question_reminders (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    due_on TEXT NOT NULL,
    step TEXT NOT NULL,
    -- 'unit:<key>' or an account
    recipient TEXT NOT NULL,
    -- as people read it
    label TEXT NOT NULL,
    mail_id TEXT,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, question_id, due_on, step, recipient),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX question_reminders_by_mail ON question_reminders (tenant_id, mail_id);
