-- The books. The legs of a posting come first and its own row last, which closes it: a posting that does not balance
-- in every currency cannot be closed, one that is not closed cannot be committed, and what is closed never changes.
CREATE TABLE postings (
    id blob PRIMARY KEY,
    what text NOT NULL,
    source_kind text NOT NULL,
    source blob NOT NULL,
    version integer NOT NULL,
    op blob,
    at integer NOT NULL
) STRICT;
CREATE INDEX postings_of ON postings (source_kind, source);
CREATE INDEX postings_by ON postings (op) WHERE op IS NOT NULL;

-- A debit is positive, a credit negative, in minor units.
CREATE TABLE legs (
    posting blob NOT NULL REFERENCES postings (id) DEFERRABLE INITIALLY DEFERRED,
    account text NOT NULL,
    currency text NOT NULL,
    minor integer NOT NULL CHECK (minor <> 0),
    PRIMARY KEY (posting, account, currency)
) WITHOUT ROWID, STRICT;
CREATE INDEX legs_of ON legs (account, currency);

CREATE TRIGGER posting_balances BEFORE INSERT ON postings BEGIN
    SELECT RAISE(ABORT, 'posting_unbalanced')
    WHERE EXISTS (SELECT 1 FROM legs WHERE posting = NEW.id GROUP BY currency HAVING SUM(minor) <> 0)
       OR (SELECT COUNT(*) FROM legs WHERE posting = NEW.id) < 2;
END;
CREATE TRIGGER leg_of_a_closed_posting BEFORE INSERT ON legs BEGIN
    SELECT RAISE(ABORT, 'posting_closed') WHERE EXISTS (SELECT 1 FROM postings WHERE id = NEW.posting);
END;
CREATE TRIGGER postings_stay BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'posting_closed'); END;
CREATE TRIGGER postings_are_kept BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'posting_closed'); END;
CREATE TRIGGER legs_stay BEFORE UPDATE ON legs BEGIN SELECT RAISE(ABORT, 'posting_closed'); END;
CREATE TRIGGER legs_are_kept BEFORE DELETE ON legs BEGIN SELECT RAISE(ABORT, 'posting_closed'); END;

-- What goes through the processor. The id is the key under which the processor does it once.
CREATE TABLE payments (
    id blob PRIMARY KEY,
    way text NOT NULL,
    source blob NOT NULL,
    charge blob NOT NULL,
    token text NOT NULL,
    currency text NOT NULL,
    minor integer NOT NULL CHECK (minor > 0),
    state text NOT NULL,
    code text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    due_at integer NOT NULL,
    made_at integer NOT NULL
) STRICT;
CREATE INDEX payments_due ON payments (due_at) WHERE state IN ('wanted', 'authorising', 'authorised', 'capturing', 'refunding');

-- Every state in which a payment ever was.
CREATE TABLE payment_states (
    payment blob NOT NULL REFERENCES payments (id) DEFERRABLE INITIALLY DEFERRED,
    nth integer NOT NULL,
    state text NOT NULL,
    code text NOT NULL,
    at integer NOT NULL,
    PRIMARY KEY (payment, nth)
) WITHOUT ROWID, STRICT;
CREATE TRIGGER payment_states_stay BEFORE UPDATE ON payment_states BEGIN SELECT RAISE(ABORT, 'payment_state_kept'); END;
CREATE TRIGGER payment_states_are_kept BEFORE DELETE ON payment_states BEGIN SELECT RAISE(ABORT, 'payment_state_kept'); END;

-- Notices of the processor that were heard, so that one that comes twice is heard once.
CREATE TABLE notices (id text PRIMARY KEY, at integer NOT NULL) WITHOUT ROWID, STRICT;
