-- Who must act is told their part of a figure; what the site had in all stands beside it, so that what came since is known.
ALTER TABLE reminder_receipts ADD COLUMN whole TEXT NOT NULL DEFAULT '[]';
UPDATE reminder_receipts SET whole = told;

-- The figures of the last day are counted anew: the rate speaks of the last months, quotas of the month that is judged.
UPDATE tenant_figures SET seq = -1;
