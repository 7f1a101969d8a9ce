-- How long the server took to answer its public pages, counted by day in steps (NĐ 224/2026 Điều 12.2): nothing of who asked.
CREATE TABLE page_speeds (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    day TEXT NOT NULL,
    -- the step: within so many milliseconds, and more than those of the step before
    within_ms BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, day, within_ms)
);

-- A training that was written down twice is struck out with its reason, never removed (Điều 6.6).
ALTER TABLE trainings ADD COLUMN struck_at BIGINT;
ALTER TABLE trainings ADD COLUMN struck_reason TEXT NOT NULL DEFAULT '';

-- The day on which a task of a plan was done, as who reports it says: it may be earlier than the day of the report.
ALTER TABLE plan_steps ADD COLUMN done_on TEXT;
