-- How many things were not right with a run that went through: files that are named and not there, files that were damaged
-- before, old copies that could not be cleared.
ALTER TABLE backup_runs ADD COLUMN flaws BIGINT NOT NULL DEFAULT 0;
