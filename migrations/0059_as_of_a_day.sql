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

-- The board's own series of outgoing papers: each number once, and what took it (Quy chế Điều 9.3).
CREATE TABLE paper_numbers (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    -- BC-BBT, TTr-BBT, …
    symbol TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, year, number)
);

CREATE INDEX paper_numbers_by_subject ON paper_numbers (tenant_id, subject_kind, subject_id, signed_on);

INSERT INTO paper_numbers (tenant_id, year, number, symbol, signed_on, subject_kind, subject_id)
    SELECT tenant_id, CAST(SUBSTR(signed_on, 1, 4) AS BIGINT), number, COALESCE(symbol, ''), signed_on, 'report', report_id
    FROM reports WHERE number IS NOT NULL AND signed_on IS NOT NULL;

INSERT INTO paper_numbers (tenant_id, year, number, symbol, signed_on, subject_kind, subject_id)
    SELECT tenant_id, CAST(SUBSTR(signed_on, 1, 4) AS BIGINT), number, symbol, signed_on, 'report', report_id FROM report_recalls;
