-- An entry also concerns the rows that its rule looked at: a voucher the trip that it is for. When the server's value
-- of one moves, the entry is replayed; but only what it changed says of itself that something waits.
ALTER TABLE touches ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;
