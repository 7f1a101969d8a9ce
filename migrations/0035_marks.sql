-- What live items are found by beside their words: the themes of news, the numbers of the documents that an article
-- introduces, the item that a text translates.
CREATE TABLE item_marks (
    tenant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, item_id, mark, value),
    FOREIGN KEY (tenant_id, item_id) REFERENCES items (tenant_id, item_id)
);

CREATE INDEX item_marks_by_value ON item_marks (tenant_id, mark, value, item_id);

-- A document of the section of steering stands in one of its parts: directions unless it says otherwise.
UPDATE items SET topic = 'y-kien-chi-dao' WHERE kind = 'document' AND section_key = 'chi-dao' AND topic IS NULL;
