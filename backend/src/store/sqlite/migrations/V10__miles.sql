-- Whom a payment goes through, and how many miles it is where that is the programme.
ALTER TABLE payments ADD COLUMN through text NOT NULL DEFAULT 'card';
ALTER TABLE payments ADD COLUMN miles integer NOT NULL DEFAULT 0;
DROP INDEX payments_due;
CREATE INDEX payments_due ON payments (through, due_at)
WHERE state IN ('wanted', 'authorising', 'authorised', 'capturing', 'refunding');
