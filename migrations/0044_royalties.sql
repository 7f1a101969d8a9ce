-- How a site counts and pays royalties; without a row, as is usual.
CREATE TABLE royalty_settings (
    tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    -- which day decides what a unit is worth: publication, approval, payment
    unit_day TEXT NOT NULL,
    rounding BIGINT NOT NULL CHECK (rounding IN (1, 10, 100, 1000)),
    -- who pays: own, above
    payer TEXT NOT NULL,
    -- what is paid of the whole, in the hundred; nothing where no decision says so
    translation BIGINT CHECK (translation BETWEEN 1 AND 100),
    repost BIGINT CHECK (repost BETWEEN 1 AND 100),
    duty BIGINT CHECK (duty BETWEEN 1 AND 100),
    -- the most that remuneration may be of a month's royalties, where the site sets less than the law
    remuneration BIGINT CHECK (remuneration BETWEEN 1 AND 100),
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL
);

-- Who is paid: people with an account, and people without one, whose bank and tax data are sealed here.
CREATE TABLE royalty_payees (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    payee_id TEXT NOT NULL,
    account_id TEXT,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    payment BYTEA,
    version BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, payee_id),
    UNIQUE (tenant_id, account_id)
);

-- What the board says an item is worth; never changed: the one with the highest number holds.
CREATE TABLE royalty_assessments (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    -- empty: nothing is paid for it
    genre TEXT NOT NULL,
    -- in hundredths
    coefficient BIGINT NOT NULL CHECK (coefficient >= 0),
    -- original, translation, repost, duty
    treatment TEXT NOT NULL,
    reason TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, item_id, no),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE TABLE royalty_shares (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    place BIGINT NOT NULL,
    payee_id TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    PRIMARY KEY (tenant_id, item_id, no, place),
    UNIQUE (tenant_id, item_id, no, payee_id),
    FOREIGN KEY (tenant_id, item_id, no) REFERENCES royalty_assessments (tenant_id, item_id, no),
    FOREIGN KEY (tenant_id, payee_id) REFERENCES royalty_payees (tenant_id, payee_id)
);

-- What editors and who runs the site get for a month that is not approved yet.
CREATE TABLE royalty_remunerations (
    tenant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    month TEXT NOT NULL,
    payee_id TEXT NOT NULL,
    task TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, line_id),
    FOREIGN KEY (tenant_id, payee_id) REFERENCES royalty_payees (tenant_id, payee_id)
);

CREATE INDEX royalty_remunerations_by_month ON royalty_remunerations (tenant_id, month, line_id);

-- A month whose payment is approved: its list is locked.
CREATE TABLE royalty_months (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    month TEXT NOT NULL,
    items BIGINT NOT NULL,
    total BIGINT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, month)
);

-- Its list as it was approved; an item stands in one list only. Heading and author are those of the edition, which never
-- change and are emptied with it.
CREATE TABLE royalty_listed (
    tenant_id TEXT NOT NULL,
    month TEXT NOT NULL,
    no BIGINT NOT NULL,
    item_id TEXT NOT NULL,
    edition_id TEXT NOT NULL,
    -- empty: nothing is paid for it
    genre TEXT NOT NULL,
    coefficient BIGINT NOT NULL,
    published_on TEXT NOT NULL,
    amount BIGINT NOT NULL,
    -- the assessment that it was approved with; 0: none
    assessment BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, month, no),
    UNIQUE (tenant_id, item_id),
    FOREIGN KEY (tenant_id, month) REFERENCES royalty_months (tenant_id, month)
);

-- The ledger: what is owed to whom for what. Rows are added and never changed; what changes is one more row.
CREATE TABLE royalty_entries (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    entry_id TEXT NOT NULL,
    month TEXT NOT NULL,
    -- royalty, remuneration, adjustment
    kind TEXT NOT NULL,
    item_id TEXT,
    payee_id TEXT NOT NULL,
    -- by whom payments are added up: the account, or the payee without one
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    -- of a remuneration, what it is for
    task TEXT NOT NULL,
    genre TEXT NOT NULL,
    coefficient BIGINT NOT NULL,
    assessment BIGINT NOT NULL,
    -- the day that decided what a unit is worth
    worth_on TEXT,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    reason TEXT NOT NULL,
    published_on TEXT,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, payee_id) REFERENCES royalty_payees (tenant_id, payee_id)
);

CREATE INDEX royalty_entries_by_month ON royalty_entries (tenant_id, month, entry_id);
CREATE INDEX royalty_entries_by_item ON royalty_entries (tenant_id, item_id);
CREATE INDEX royalty_entries_by_person ON royalty_entries (tenant_id, person, entry_id);

-- A run of payment, of the site that pays.
CREATE TABLE royalty_runs (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    run_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    pay_on TEXT NOT NULL,
    people BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, run_id),
    UNIQUE (tenant_id, no)
);

CREATE INDEX royalty_runs_by_day ON royalty_runs (tenant_id, pay_on);

CREATE TABLE royalty_payments (
    tenant_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    gross BIGINT NOT NULL CHECK (gross > 0),
    tax BIGINT NOT NULL CHECK (tax >= 0),
    committed BOOLEAN NOT NULL,
    with_salary BOOLEAN NOT NULL,
    on_request BOOLEAN NOT NULL,
    PRIMARY KEY (tenant_id, run_id, person),
    FOREIGN KEY (tenant_id, run_id) REFERENCES royalty_runs (tenant_id, run_id)
);

-- Which run paid an entry; the payer may be the site above.
CREATE TABLE royalty_paid (
    tenant_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    payer_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES royalty_entries (tenant_id, entry_id),
    FOREIGN KEY (payer_id, run_id) REFERENCES royalty_runs (tenant_id, run_id)
);

CREATE INDEX royalty_paid_by_run ON royalty_paid (payer_id, run_id);

-- What changes the tax of a person in a year, with the paper it rests on.
CREATE TABLE royalty_standings (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    person TEXT NOT NULL,
    year BIGINT NOT NULL,
    committed BOOLEAN NOT NULL,
    with_salary BOOLEAN NOT NULL,
    on_request BOOLEAN NOT NULL,
    paper TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, person, year)
);

-- Lines of a year's estimate that people write; the forecast of royalties is counted.
CREATE TABLE royalty_estimate_lines (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    line_id TEXT NOT NULL,
    year BIGINT NOT NULL,
    title TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    note TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, line_id)
);

CREATE INDEX royalty_estimate_lines_by_year ON royalty_estimate_lines (tenant_id, year, line_id);
