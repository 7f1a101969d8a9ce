-- How often in a row a link failed: the directory of links flags one within a day (Quy chế Điều 3.16).
ALTER TABLE links ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;
