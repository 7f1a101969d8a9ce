-- The work of leaders and units, by day and time (QC-3.5). An entry is withheld until a person publishes it; what was
-- published and is called off stays, as called off.
CREATE TABLE schedule_entries (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    entry_id TEXT NOT NULL,
    day TEXT NOT NULL,
    begins TEXT NOT NULL,
    ends TEXT,
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    presides TEXT NOT NULL,
    attends TEXT NOT NULL,
    unit_key TEXT NOT NULL,
    regular BOOLEAN NOT NULL,
    is_public BOOLEAN NOT NULL,
    published_by TEXT,
    published_at BIGINT,
    -- What readers are told of a change of what they had seen.
    change_note TEXT,
    cancelled_at BIGINT,
    cancel_reason TEXT,
    -- The entry of the week before that it was copied from.
    copied_from TEXT,
    created_by TEXT,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    CHECK (NOT is_public OR published_at IS NOT NULL),
    CHECK ((cancelled_at IS NULL) = (cancel_reason IS NULL))
);

CREATE INDEX schedule_entries_by_day ON schedule_entries (tenant_id, day, begins);

-- A week is copied once, however often it is asked for.
CREATE UNIQUE INDEX schedule_entries_copied ON schedule_entries (tenant_id, copied_from, day);
