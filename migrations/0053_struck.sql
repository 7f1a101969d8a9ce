-- An entry of a register that was wrong is struck out with its reason, never removed (Điều 13).
ALTER TABLE awards ADD COLUMN struck_at BIGINT;
ALTER TABLE awards ADD COLUMN struck_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE violations ADD COLUMN struck_at BIGINT;
ALTER TABLE violations ADD COLUMN struck_reason TEXT NOT NULL DEFAULT '';
