-- The outbox as people work with it: letters in order, every attempt, what was sent again, stopped or came back,
-- queues that a person holds, and the signatures under letters.

-- counts within the tenant: what is older goes first
ALTER TABLE outbox ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
-- a keyed digest of the address's domain, so that a slow one does not hold all hands
ALTER TABLE outbox ADD COLUMN domain_digest TEXT NOT NULL DEFAULT '';
-- the letter of which this one repeats the bytes, and the letter that repeats this one
ALTER TABLE outbox ADD COLUMN resend_of TEXT;
ALTER TABLE outbox ADD COLUMN resent_as TEXT;
-- who stopped it or reported it back, why, and when
ALTER TABLE outbox ADD COLUMN ended_by TEXT;
ALTER TABLE outbox ADD COLUMN ended_why TEXT;
ALTER TABLE outbox ADD COLUMN ended_at BIGINT;

CREATE INDEX outbox_by_turn ON outbox (tenant_id, state, next_at, seq);
CREATE INDEX outbox_by_lane ON outbox (tenant_id, recipient_digest, seq);
CREATE INDEX outbox_listed ON outbox (tenant_id, created_at, mail_id);

CREATE TABLE outbox_attempts (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    mail_id TEXT NOT NULL,
    n BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    -- none while it runs, or when its process died and nobody has noticed yet
    ended_at BIGINT,
    phase TEXT NOT NULL,
    came_to TEXT NOT NULL,
    -- the server's words, without addresses
    reply TEXT NOT NULL,
    PRIMARY KEY (tenant_id, mail_id, n)
);

-- A tenant whose queue a person holds; the tenant "platform" holds everybody's.
CREATE TABLE outbox_pauses (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    reason TEXT NOT NULL,
    paused_by TEXT NOT NULL,
    paused_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE mail_signatures (
    tenant_id TEXT NOT NULL REFERENCES tenant_heads (tenant_id),
    signature_id TEXT NOT NULL,
    -- the first day
    from_on TEXT NOT NULL,
    body TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    site TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, signature_id)
);
