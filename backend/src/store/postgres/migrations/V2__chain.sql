-- The hash of a device's last entry, which the next one refers to; empty for those that came before this column.
ALTER TABLE devices ADD COLUMN last_hash text NOT NULL DEFAULT '';
