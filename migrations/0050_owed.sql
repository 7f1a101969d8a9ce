-- What was told of royalties that are not paid when their last day comes; the row is of the site on whose desk the task lies.
CREATE TABLE royalty_reminders (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    -- whose list it is: the site itself, or one that it pays for
    site_id TEXT NOT NULL,
    month TEXT NOT NULL,
    -- soon, late-0, late-1, …
    step TEXT NOT NULL,
    task_id TEXT NOT NULL,
    told_on TEXT NOT NULL,
    PRIMARY KEY (tenant_id, site_id, month)
);
