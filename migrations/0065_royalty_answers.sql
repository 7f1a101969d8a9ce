-- Answers to readers are published and paid for as items are: what is said of their worth names an item or a question.
CREATE TABLE royalty_assessments_of_all (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    -- an item, or the question whose answer was published
    item_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    -- empty: nothing is paid for it
    genre TEXT NOT NULL,
    -- in hundredths
    coefficient BIGINT NOT NULL CHECK (coefficient >= 0),
    -- original, translation, subtitles, repost, duty
    treatment TEXT NOT NULL,
    reason TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    supplements TEXT NOT NULL DEFAULT '',
    share BIGINT,
    PRIMARY KEY (tenant_id, item_id, no)
);

CREATE TABLE royalty_shares_of_all (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    place BIGINT NOT NULL,
    payee_id TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    PRIMARY KEY (tenant_id, item_id, no, place),
    UNIQUE (tenant_id, item_id, no, payee_id),
    FOREIGN KEY (tenant_id, item_id, no) REFERENCES royalty_assessments_of_all (tenant_id, item_id, no),
    FOREIGN KEY (tenant_id, payee_id) REFERENCES royalty_payees (tenant_id, payee_id)
);

INSERT INTO royalty_assessments_of_all (tenant_id, item_id, no, genre, coefficient, treatment, reason, set_by, set_at, supplements, share)
SELECT tenant_id, item_id, no, genre, coefficient, treatment, reason, set_by, set_at, supplements, share FROM royalty_assessments;

INSERT INTO royalty_shares_of_all (tenant_id, item_id, no, place, payee_id, weight)
SELECT tenant_id, item_id, no, place, payee_id, weight FROM royalty_shares;

DROP TABLE royalty_shares;

DROP TABLE royalty_assessments;

ALTER TABLE royalty_assessments_of_all RENAME TO royalty_assessments;

ALTER TABLE royalty_shares_of_all RENAME TO royalty_shares;
