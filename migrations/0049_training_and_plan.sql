-- Trainings that an office holds (Điều 6.6): what was taught when, by whom and for how long.
CREATE TABLE trainings (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    training_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    -- whole hours of all its days
    hours BIGINT NOT NULL,
    place TEXT NOT NULL,
    trainer TEXT NOT NULL,
    content TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, training_id)
);

CREATE INDEX trainings_by_day ON trainings (tenant_id, from_on);

-- Who took part: an account of the site or of one below, a person without one, or a unit as a whole.
CREATE TABLE training_people (
    tenant_id TEXT NOT NULL,
    training_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    -- account, person or unit
    kind TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (account_id),
    name TEXT NOT NULL,
    -- for whom they came, as it was called that day
    body TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, training_id, person_id),
    UNIQUE (tenant_id, training_id, account_id),
    FOREIGN KEY (tenant_id, training_id) REFERENCES trainings (tenant_id, training_id)
);

CREATE INDEX training_people_by_account ON training_people (account_id);

-- The plan of a year (Điều 6.1): drafted by one, approved by another.
CREATE TABLE plans (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    plan_id TEXT NOT NULL,
    year BIGINT NOT NULL,
    -- what it rests on and what it is for
    aims TEXT NOT NULL,
    drafted_by TEXT NOT NULL REFERENCES accounts (account_id),
    drafted_at BIGINT NOT NULL,
    -- the number and the day it was issued under; empty for none
    number TEXT NOT NULL,
    approved_by TEXT REFERENCES accounts (account_id),
    approved_at BIGINT,
    -- since when readers see it; none where they do not
    published_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, plan_id),
    UNIQUE (tenant_id, year)
);

CREATE TABLE plan_tasks (
    tenant_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    title TEXT NOT NULL,
    -- account, unit or board
    owner_kind TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (account_id),
    unit_key TEXT,
    due_on TEXT NOT NULL,
    -- open, doing, done or dropped
    state TEXT NOT NULL,
    result TEXT NOT NULL,
    done_on TEXT,
    -- the last days for which the owner was told that it is near and that it has passed
    soon_for TEXT,
    late_for TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, plan_id)
);

CREATE INDEX plan_tasks_by_place ON plan_tasks (tenant_id, plan_id, place);
CREATE INDEX plan_tasks_by_day ON plan_tasks (state, due_on);

-- What happened to a plan and its tasks, step by step; rows are only added.
CREATE TABLE plan_steps (
    tenant_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    -- the task; empty for the plan itself
    entry_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- whether it changed a plan that was approved already
    afterwards BIGINT NOT NULL,
    -- what it was and what it is now, in words
    words TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, plan_id, no),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, plan_id)
);
