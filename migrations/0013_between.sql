-- What a site below proposes to the site above: a pointer to the live item, never its text. The row is the receiver's.
CREATE TABLE proposals (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    proposal_id TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    item_id TEXT NOT NULL,
    state TEXT NOT NULL,
    -- what the proposing board adds
    note TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    -- why it was declined
    reason TEXT,
    -- what the receiver made of it
    taken_item TEXT,
    -- when the proposing board's people were told of the decision
    told_at BIGINT,
    -- when the receiver's people were told that the source is gone
    source_gone_at BIGINT,
    PRIMARY KEY (tenant_id, proposal_id)
);

CREATE UNIQUE INDEX proposals_waiting ON proposals (tenant_id, source_id, item_id) WHERE state = 'waiting';
CREATE INDEX proposals_by_state ON proposals (tenant_id, state, proposed_at, proposal_id);
CREATE INDEX proposals_by_source ON proposals (source_id, proposed_at, proposal_id);
CREATE INDEX proposals_by_taken ON proposals (tenant_id, taken_item);

-- What a site issues to those below: who, when, how binding. The row is the issuer's.
CREATE TABLE issues (
    tenant_id TEXT NOT NULL,
    issue_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    mandatory BOOLEAN NOT NULL,
    -- to all below on that day, or to chosen ones
    to_all BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    issued_by TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    recalled_at BIGINT,
    PRIMARY KEY (tenant_id, issue_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX issues_by_time ON issues (tenant_id, issued_at, issue_id);
CREATE INDEX issues_by_item ON issues (tenant_id, item_id);

-- One delivery a receiving site: it points to the source's item and holds none of its text. The row is the receiver's.
CREATE TABLE deliveries (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    issue_id TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    item_id TEXT NOT NULL,
    mandatory BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    delivered_at BIGINT NOT NULL,
    -- the day it is listed under on the receiving site
    listed_on TEXT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    -- when the receiving board's people were told
    told_at BIGINT,
    PRIMARY KEY (tenant_id, issue_id)
);

CREATE UNIQUE INDEX deliveries_once ON deliveries (tenant_id, source_id, item_id) WHERE state <> 'recalled';

CREATE INDEX deliveries_by_item ON deliveries (source_id, item_id);
CREATE INDEX deliveries_by_issue ON deliveries (source_id, issue_id);
CREATE INDEX deliveries_by_state ON deliveries (tenant_id, state, delivered_at, issue_id);

-- Who of the receiving site has opened a delivery, and when first.
CREATE TABLE delivery_sightings (
    tenant_id TEXT NOT NULL,
    issue_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, issue_id, account_id),
    FOREIGN KEY (tenant_id, issue_id) REFERENCES deliveries (tenant_id, issue_id)
);
