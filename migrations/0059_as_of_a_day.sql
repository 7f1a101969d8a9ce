-- What a question was until a step changed it, so that a report of a past day counts it as it stood then.
CREATE TABLE question_pasts (
    tenant_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    -- the version of the question that this was; 0: from before anybody kept it
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    class TEXT NOT NULL,
    unit_key TEXT,
    due_on TEXT,
    settled_at BIGINT,
    settled_on TEXT,
    -- from this instant on it was so no more
    until_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, question_id, version),
    FOREIGN KEY (tenant_id, question_id) REFERENCES questions (tenant_id, question_id)
);

CREATE INDEX question_pasts_by_instant ON question_pasts (tenant_id, question_id, until_at, version);

-- Of cases that were over before, the one thing that is known: until then they were open.
INSERT INTO question_pasts (tenant_id, question_id, version, state, class, unit_key, due_on, until_at)
    SELECT tenant_id, question_id, 0, CASE WHEN unit_key IS NULL THEN 'received' ELSE 'assigned' END, class, unit_key, due_on,
        settled_at
    FROM questions WHERE settled_at IS NOT NULL;

-- Why a request for information was ended without it: the ground of the law on which it was refused, or that it was taken
-- back; "" for every other closing (Luật Tiếp cận thông tin, Điều 28.1).
ALTER TABLE question_closings ADD COLUMN ground TEXT NOT NULL DEFAULT '';

CREATE INDEX question_closings_by_question ON question_closings (tenant_id, question_id, closed_at);
