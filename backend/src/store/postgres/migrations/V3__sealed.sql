-- Photos lie encrypted (sealed = 1), and the hash goes on from where the last chunk ended.
ALTER TABLE attachments ADD COLUMN hash_state bytea;
ALTER TABLE attachment_chunks ADD COLUMN sealed bigint NOT NULL DEFAULT 0;
