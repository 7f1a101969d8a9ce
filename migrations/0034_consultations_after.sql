-- What becomes of a consultation after readers have seen it.

-- Taken from readers: by mistake, which they are told, or for a secret, of which they are told nothing. Its comments stay.
ALTER TABLE consultations ADD COLUMN taken_down_at BIGINT;
ALTER TABLE consultations ADD COLUMN taken_down_as TEXT CHECK (taken_down_as IN ('mistake', 'secret'));
ALTER TABLE consultations ADD COLUMN taken_down_reason TEXT;
ALTER TABLE consultations ADD COLUMN taken_down_by TEXT;

-- What readers are told of a longer time or of a corrected text, by its day.
CREATE TABLE consultation_notices (
    tenant_id TEXT NOT NULL,
    notice_id TEXT NOT NULL,
    consultation_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('extended', 'corrected')),
    reason TEXT NOT NULL,
    ends_before TEXT,
    ends_after TEXT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, notice_id),
    CHECK ((kind = 'extended') = (ends_before IS NOT NULL)),
    CHECK ((kind = 'extended') = (ends_after IS NOT NULL)),
    FOREIGN KEY (tenant_id, consultation_id) REFERENCES consultations (tenant_id, consultation_id)
);

CREATE INDEX consultation_notices_of ON consultation_notices (tenant_id, consultation_id, created_at);

-- What a notice of the desk is about: edition_id is the id of an edition, or of what stands here.
ALTER TABLE desk_notices ADD COLUMN subject_kind TEXT NOT NULL DEFAULT 'edition';
