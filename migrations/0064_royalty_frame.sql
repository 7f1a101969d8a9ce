-- Whose ranges of coefficients a site goes by; empty: those that are made for its level.
ALTER TABLE royalty_settings ADD COLUMN frame TEXT;
