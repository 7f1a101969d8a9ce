-- An entry is copied once, to whichever day its copy was moved afterwards. A copy that came back beside a moved one
-- (the first in order of ids stays) is an entry of its own from now on.
UPDATE schedule_entries SET copied_from = NULL
WHERE copied_from IS NOT NULL AND EXISTS (
    SELECT 1 FROM schedule_entries other
    WHERE other.tenant_id = schedule_entries.tenant_id AND other.copied_from = schedule_entries.copied_from
    AND other.entry_id < schedule_entries.entry_id
);

DROP INDEX schedule_entries_copied;

CREATE UNIQUE INDEX schedule_entries_copied ON schedule_entries (tenant_id, copied_from);
