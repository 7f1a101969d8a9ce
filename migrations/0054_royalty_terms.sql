-- With what part of the whole, in the hundred, and to which đồng an item was approved: what is corrected later is counted with
-- them again, whatever the site has set since. The part is empty for what was written for the site.
ALTER TABLE royalty_listed ADD COLUMN share BIGINT;
ALTER TABLE royalty_listed ADD COLUMN rounding BIGINT NOT NULL DEFAULT 1;
